import { pathToFileURL } from "node:url";
import type { Pages } from "../../fresh-app/api/app.ts";

/** The dashboard's build cannot be loaded. */
export class NoPages extends Error {
  override readonly name = "NoPages";
  /** Told to the supervisor: the same build fails the same way. */
  readonly restartable = false;
}

/** Loads the pages from their build; null where there is none. Throws {@link NoPages}. */
export async function loadPages(server: string | null): Promise<Pages | null> {
  if (server === null) return null;
  try {
    const built: { default: { fetch: Pages } } = await import(pathToFileURL(server).href);
    return built.default.fetch;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new NoPages(
      `The dashboard's build at ${server} cannot be loaded: ${why}. Remove its folder and start ` +
        `again to have it built anew.`,
      { cause: error },
    );
  }
}
