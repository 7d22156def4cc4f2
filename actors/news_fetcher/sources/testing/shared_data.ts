import { skipLoudly } from "../../../../runtime/testing/skip.ts";

const SHARED = new URL("../../../../../shared/data/", import.meta.url);

/** Registers a test on a folder of the shared recordings; where it is absent, the test says so. */
export function sharedDataTest(
  name: string,
  folder: string,
  fn: (read: (file: string) => Uint8Array, files: readonly string[], path: string) => Promise<void>,
): void {
  const place = new URL(`${folder}/`, SHARED);
  let files: string[];
  try {
    files = [...Deno.readDirSync(place)].map((entry) => entry.name).sort();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    skipLoudly(
      name,
      "recordings",
      `put the shared recordings beside the project, as ../shared/data/${folder}`,
    );
    return;
  }
  Deno.test(
    name,
    () => fn((file) => Deno.readFileSync(new URL(file, place)), files, place.pathname),
  );
}
