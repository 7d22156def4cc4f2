import { fetchAssets, UnusableAssets } from "../../alpaca/assets.ts";
import { AlpacaRefused, AlpacaRest, AlpacaUnavailable } from "../../alpaca/rest.ts";
import { createSource } from "../sources/create.ts";
import { guardedHttp } from "../sources/http/guarded.ts";
import type { AssetAnswer, OpenLive } from "./ports.ts";

/** The sources of the world outside, behind the guarded client. */
export const openLive: OpenLive = (config, { clock, random }) => {
  const { allowedHosts, recordTo, credentials, tradingUrl } = config;
  const http = guardedHttp({ clock, allowedHosts });
  const deps = { http, clock, random, credentials, allowedHosts, recordTo };
  const { alpaca } = credentials;
  const rest = alpaca === null || tradingUrl === null
    ? null
    : new AlpacaRest({ credentials: alpaca, tradingUrl, clock, random });
  return Promise.resolve({
    create: (source) => createSource(source, deps),
    ...rest === null ? {} : { assets: (signal) => askForAssets(rest, signal) },
  });
};

async function askForAssets(rest: AlpacaRest, signal: AbortSignal): Promise<AssetAnswer> {
  try {
    return { ok: true, list: await fetchAssets(rest, signal) };
  } catch (error) {
    const isTheirs = error instanceof AlpacaRefused || error instanceof AlpacaUnavailable ||
      error instanceof UnusableAssets;
    if (isTheirs && !signal.aborted) return { ok: false, why: error.message };
    throw error;
  }
}
