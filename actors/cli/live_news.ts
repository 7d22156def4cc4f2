import type { Catalogue } from "../domain/news_source.ts";
import type { LiveNewsConfig } from "../news_fetcher/config.ts";
import { readCatalogue } from "../news_fetcher/sources/catalogue.ts";
import { DEFAULT_CATALOGUE } from "../news_fetcher/sources/default_catalogue.ts";
import { misplaced } from "./brokerage.ts";
import { fileFault, UserError } from "./failures.ts";
import { userPath } from "./project.ts";
import type { Environment } from "../../runtime/config.ts";
import type { Settings } from "./settings.ts";

/**
 * News from live sources, as the settings describe them: for `plan.news`. The keys in it reach the
 * news fetcher alone. Throws a {@link UserError} for a file of sources that cannot be used, half a
 * pair of keys, or a folder that cannot be recorded to.
 */
export function liveNews(
  settings: Settings,
  env: Environment,
  marketTime: LiveNewsConfig["marketTime"],
): LiveNewsConfig {
  const credentials = credentialsOf(settings);
  const recordTo = settings.newsRecord === undefined ? null : userPath(settings.newsRecord, env);
  if (recordTo !== null) makeFolder(recordTo);
  const { newsSources: file, newsAllowHosts: allowedHosts } = settings;
  const sources = file === undefined
    ? withKeys(DEFAULT_CATALOGUE, credentials)
    : readSources(userPath(file, env), allowedHosts).sources;
  const { alpacaKeyId: keyId, alpacaTradingUrl } = settings;
  // A key of another trading host is of no use there, and not sent to it.
  const fits = keyId !== undefined && misplaced(keyId, alpacaTradingUrl) === null;
  const tradingUrl = fits ? alpacaTradingUrl : null;
  return { kind: "live", marketTime, sources, allowedHosts, recordTo, tradingUrl, credentials };
}

/** The sources that we ship and that need an account are on where there is one. */
function withKeys(
  { sources }: Catalogue,
  { alpaca }: LiveNewsConfig["credentials"],
): Catalogue["sources"] {
  return sources.map((source) =>
    source.kind === "alpaca_news" && alpaca !== null ? { ...source, enabled: true } : source
  );
}

function credentialsOf(settings: Settings): LiveNewsConfig["credentials"] {
  const { alpacaKeyId, alpacaSecret, redditClientId, redditClientSecret } = settings;
  const half = (one: string, other: string) =>
    new UserError(`${one} is set without ${other}, and one is of no use alone. Set both or none.`);
  if ((alpacaKeyId === undefined) !== (alpacaSecret === undefined)) {
    const names = ["APCA_API_KEY_ID", "APCA_API_SECRET_KEY"] as const;
    throw alpacaKeyId === undefined ? half(names[1], names[0]) : half(...names);
  }
  if ((redditClientId === undefined) !== (redditClientSecret === undefined)) {
    const names = ["TRADING_REDDIT_CLIENT_ID", "TRADING_REDDIT_CLIENT_SECRET"] as const;
    throw redditClientId === undefined ? half(names[1], names[0]) : half(...names);
  }
  return {
    alpaca: alpacaKeyId === undefined ? null : { keyId: alpacaKeyId, secret: alpacaSecret! },
    reddit: redditClientId === undefined
      ? null
      : { clientId: redditClientId, clientSecret: redditClientSecret! },
  };
}

function readSources(path: string, allowedHosts: readonly string[]): Catalogue {
  let text: string;
  try {
    text = Deno.readTextFileSync(path);
  } catch (error) {
    throw fileFault(error, "read the sources of news", path);
  }
  const result = readCatalogue(text, path, allowedHosts);
  if (result.ok) return result.catalogue;
  throw new UserError(result.problems.join("\n"));
}

function makeFolder(path: string): void {
  try {
    Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
    const probe = Deno.makeTempFileSync({ dir: path, prefix: ".writable-" });
    Deno.removeSync(probe);
  } catch (error) {
    throw fileFault(error, "record news", path);
  }
}
