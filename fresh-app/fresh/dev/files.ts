import { join, relative } from "node:path";

/** Every file below `folder`, as absolute paths in order; none if there is no such folder. */
export async function filesBelow(folder: string): Promise<string[]> {
  const paths: string[] = [];
  try {
    for await (const entry of Deno.readDir(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory) paths.push(...await filesBelow(path));
      else paths.push(path);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return paths.sort();
}

/** The path of `file` below `folder` in URLs, with a slash in front. */
export function urlPathOf(folder: string, file: string): string {
  const parts = relative(folder, file).split(/[\\/]/);
  return "/" + parts.map(encodeURIComponent).join("/");
}

/** A short name for a content, for ETags. */
export async function hashOf(content: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", content)).toHex().slice(0, 32);
}
