import { basename, dirname, join } from "node:path";

/** Makes a folder that only its owner can enter; one that exists is left as it is. */
export async function makePrivateFolder(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
}

/** Whether there is anything under this name. */
export async function exists(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Removes a folder with everything in it, if there is one. */
export async function removeFolder(folder: string): Promise<void> {
  if (await exists(folder)) await Deno.remove(folder, { recursive: true });
}

/**
 * Copies a folder so that it appears under its name only when it is whole. A name that is taken in
 * the meantime is left as it is.
 */
export async function copyFolder(from: string, to: string): Promise<void> {
  await appear(to, (partial) => copyInto(from, partial));
}

/** Lets `make` build a folder beside its final name and gives it that name when it is whole. */
export async function appear(
  folder: string,
  make: (partial: string) => Promise<void>,
): Promise<void> {
  const partial = `${folder}${PARTIAL}${Deno.pid}`;
  await removeFolder(partial);
  try {
    await make(partial);
    await Deno.rename(partial, folder);
  } catch (error) {
    await removeFolder(partial);
    // Somebody else was faster with the same thing.
    if (!(await exists(folder))) throw error;
  }
}

/** Removes what interrupted attempts to make a folder left. None may be under way. */
export async function removePartial(folder: string): Promise<void> {
  for await (const entry of Deno.readDir(dirname(folder))) {
    if (entry.name.startsWith(`${basename(folder)}${PARTIAL}`)) {
      await removeFolder(join(dirname(folder), entry.name));
    }
  }
}

const PARTIAL = ".partial-";

async function copyInto(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { mode: 0o700 });
  for await (const entry of Deno.readDir(from)) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory) await copyInto(source, target);
    else await Deno.copyFile(source, target);
  }
}
