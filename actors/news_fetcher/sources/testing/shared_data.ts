import { skipLoudly } from "../../../../runtime/testing/skip.ts";

const SHARED = new URL("../../../../../shared/data/", import.meta.url);

/** A folder of the shared recordings. */
export interface SharedFolder {
  read(file: string): Uint8Array<ArrayBuffer>;
  /** Names, in alphabetical order. */
  readonly files: readonly string[];
  readonly path: string;
}

/** Registers a test on folders of the shared recordings; where one is absent, the test says so. */
export function sharedFolders(
  name: string,
  folders: readonly string[],
  fn: (opened: readonly SharedFolder[]) => Promise<void>,
): void {
  const opened: SharedFolder[] = [];
  for (const folder of folders) {
    const place = new URL(`${folder}/`, SHARED);
    try {
      const files = [...Deno.readDirSync(place)].map((entry) => entry.name).sort();
      const read = (file: string) => Deno.readFileSync(new URL(file, place));
      opened.push({ read, files, path: place.pathname });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      return skipLoudly(
        name,
        "recordings",
        `put the shared recordings beside the project, as ../shared/data/${folder}`,
      );
    }
  }
  Deno.test(name, () => fn(opened));
}

/** {@link sharedFolders} on one folder. */
export function sharedDataTest(
  name: string,
  folder: string,
  fn: (read: SharedFolder["read"], files: readonly string[], path: string) => Promise<void>,
): void {
  sharedFolders(name, [folder], async (opened) => {
    for (const { read, files, path } of opened) await fn(read, files, path);
  });
}
