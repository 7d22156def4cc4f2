import type { Randomness, SystemClock } from "../../../runtime/clock/clock.ts";
import { type AllowedHosts, credentialsFault } from "../../domain/news_destination.ts";
import { alpacaNewsSource } from "./alpaca.ts";
import type { AlpacaCredentials } from "../../alpaca/credentials.ts";
import type { SourceConfig } from "./catalogue.ts";
import type { HttpClient } from "./http/client.ts";
import { SourceRecorder } from "./recording/recorder.ts";
import { redditSource } from "./reddit.ts";
import type { RedditCredentials } from "./reddit/token.ts";
import { rssSource } from "./rss.ts";
import type { Source } from "./source.ts";

/** What live sources need around them. */
export interface SourceDeps {
  /** See `guardedHttp`. */
  readonly http: HttpClient;
  readonly clock: SystemClock;
  readonly random: Randomness;
  /** Null where the operator has none: a source that needs them says so when it is polled. */
  readonly credentials: {
    readonly alpaca: AlpacaCredentials | null;
    readonly reddit: RedditCredentials | null;
  };
  /** Hosts that the operator allows, the same as the client's; see `AllowedHosts`. */
  readonly allowedHosts: AllowedHosts;
  /** Folder to keep in what live sources return, or null. */
  readonly recordTo: string | null;
  /** Deno's own WebSocket by default. */
  readonly openSocket?: (url: string) => WebSocket;
}

/**
 * Makes a live source out of its description. One whose credentials would go to strangers is made
 * too, and fails when it is polled. Throws `RecordingFailed` where it cannot record.
 */
export function createSource(config: SourceConfig, deps: SourceDeps): Source {
  const { clock, random, credentials, recordTo, openSocket } = deps;
  const fault = credentialsFault(config, deps.allowedHosts);
  if (fault !== null) return refusedSource(config.name, fault);
  const recorder = recordTo === null ? null : SourceRecorder.open(recordTo, config, clock);
  const http = recorder?.http(deps.http) ?? deps.http;
  switch (config.kind) {
    case "rss":
      return rssSource(config, { http, clock });
    case "reddit":
      return redditSource(config, { http, clock, credentials: credentials.reddit });
    case "alpaca_news":
      return alpacaNewsSource(config, {
        http,
        clock,
        random,
        credentials: credentials.alpaca,
        ...openSocket === undefined ? {} : { openSocket },
        ...recorder === null ? {} : { recordFrame: (text: string) => recorder.frame(text) },
      });
  }
}

function refusedSource(name: string, message: string): Source {
  return {
    name,
    async poll(memory, signal) {
      await Promise.resolve();
      signal.throwIfAborted();
      const failure = { code: "address_refused", message } as const;
      return { kind: "failed", failure, memory, waitMs: null };
    },
  };
}
