import { createSource } from "../sources/create.ts";
import { guardedHttp } from "../sources/http/guarded.ts";
import type { OpenLive } from "./ports.ts";

/** The sources of the world outside, behind the guarded client. */
export const openLive: OpenLive = (config, { clock, random }) => {
  const { allowedHosts, recordTo, credentials } = config;
  const http = guardedHttp({ clock, allowedHosts });
  const deps = { http, clock, random, credentials, allowedHosts, recordTo };
  return Promise.resolve({ create: (source) => createSource(source, deps) });
};
