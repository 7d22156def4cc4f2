import { z } from "zod";
import { LISTED_ASSETS_MAX, type ListedAsset, listedAssetSchema } from "../domain/listed_asset.ts";
import type { AlpacaRest } from "./rest.ts";

/** What is read of one asset of `GET /v2/assets`; it has more fields, and gains new ones. */
const assetSchema = z.object({
  symbol: z.string().min(1).max(24),
  name: z.string().nullish(),
  class: z.string(),
  status: z.string(),
  tradable: z.boolean(),
});

/** A broker's list, and how many of its entries could not be read. */
export interface AssetList {
  readonly assets: readonly ListedAsset[];
  readonly unread: number;
}

/** The broker's answer is no list of anything that can be traded. */
export class UnusableAssets extends Error {
  override readonly name = "UnusableAssets";
}

/** Every American share that the broker trades, in one answer. Throws what {@link AlpacaRest.json} throws. */
export async function fetchAssets(rest: AlpacaRest, signal: AbortSignal): Promise<AssetList> {
  const json = await rest.json(
    "the list of assets",
    (init) => rest.assets.getV2AssetsRaw({ status: "active", assetClass: "us_equity" }, init),
    signal,
  );
  return readAssets(json);
}

/** Reads the answer of `GET /v2/assets`; throws {@link UnusableAssets} where nothing in it can be traded. */
export function readAssets(json: unknown): AssetList {
  if (!Array.isArray(json) || json.length > LISTED_ASSETS_MAX) {
    const found = Array.isArray(json) ? `${json.length} of them` : typeof json;
    throw new UnusableAssets(
      `The broker's assets must be an array of at most ${LISTED_ASSETS_MAX}; found ${found}.`,
    );
  }
  const assets: ListedAsset[] = [];
  let unread = 0;
  for (const each of json) {
    const { success, data } = assetSchema.safeParse(each);
    if (!success) {
      unread++;
      continue;
    }
    if (data.class !== "us_equity" || data.status !== "active" || !data.tradable) continue;
    const ticker = data.symbol.toUpperCase().replace(/[-/]/, ".");
    const asset = listedAssetSchema.safeParse({ ticker, name: data.name ?? null });
    if (asset.success) assets.push(asset.data);
    else unread++;
  }
  if (assets.length === 0) {
    throw new UnusableAssets(
      `The broker's assets must have an active, tradable us_equity; found none in ${json.length}.`,
    );
  }
  return { assets, unread };
}
