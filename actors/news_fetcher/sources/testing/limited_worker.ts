/// <reference no-default-lib="true" />
/// <reference lib="deno.worker" />

/** A Worker with few permissions that sends one request and says what came of it. */
import { systemClock } from "../../../../runtime/clock/system.ts";
import { guardedHttp } from "../http/guarded.ts";
import { unhurried } from "./server.ts";

self.onmessage = async ({ data }: MessageEvent<{ url: string; host: string; address: string }>) => {
  const http = guardedHttp({
    clock: systemClock,
    allowedHosts: [data.host],
    resolve: () => Promise.resolve([data.address]),
  });
  const result = await http.send({ method: "GET", url: data.url }, unhurried());
  self.postMessage(result.ok ? result.answer.status : result.failure.code);
};
