import { z } from "zod";
import { type AllowedHosts, destinationFaults } from "../../domain/news_destination.ts";
import {
  type Catalogue,
  catalogueSchema,
  faultSentence,
  readSource,
} from "../../domain/news_source.ts";

export {
  type AlpacaNewsConfig,
  type Catalogue,
  catalogueSchema,
  type RedditConfig,
  type RssConfig,
  type SourceConfig,
  sourceConfigSchema,
  sourceNameSchema,
} from "../../domain/news_source.ts";

/** A catalogue, or one sentence per problem. */
export type CatalogueResult =
  | { readonly ok: true; readonly catalogue: Catalogue }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Reads a catalogue from a JSON file's text. `path` is named in the problems; `allowed` are hosts that
 * may be asked though their addresses are private.
 */
export function readCatalogue(
  text: string,
  path: string,
  allowed: AllowedHosts = [],
): CatalogueResult {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, problems: [`${path}: a catalogue of sources is JSON; ${reason}.`] };
  }
  const problems = (listedSchema.safeParse(json).data?.sources ?? [])
    .flatMap((given, i) => sourceProblems(given, allowed).map((one) => `sources.${i}.${one}`));
  const result = catalogueSchema.safeParse(json);
  if (result.success && problems.length === 0) return { ok: true, catalogue: result.data };
  if (!result.success && problems.length === 0) {
    problems.push(
      ...result.error.issues.map(({ path, message }) =>
        `${path.join(".") || "the file"}: ${message}.`
      ),
    );
  }
  return { ok: false, problems: problems.map((problem) => `${path}: ${problem}`) };
}

const listedSchema = z.object({ sources: z.array(z.unknown()) });

function sourceProblems(given: unknown, allowed: AllowedHosts): string[] {
  const read = readSource(given);
  if (!read.ok) return read.faults.map(faultSentence);
  return destinationFaults(read.config, allowed).map(({ field, why }) => `${field} ${why}.`);
}
