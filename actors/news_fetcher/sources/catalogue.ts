import { type Catalogue, catalogueSchema } from "../../domain/news_source.ts";

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

/** Reads a catalogue from a JSON file's text. `path` is named in the problems. */
export function readCatalogue(text: string, path: string): CatalogueResult {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, problems: [`${path}: a catalogue of sources is JSON; ${reason}.`] };
  }
  const result = catalogueSchema.safeParse(json);
  if (result.success) return { ok: true, catalogue: result.data };
  return {
    ok: false,
    problems: result.error.issues.map((issue) =>
      `${path}: ${issue.path.join(".") || "the file"}: ${issue.message}.`
    ),
  };
}
