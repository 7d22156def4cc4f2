import { join, resolve } from "node:path";
import { randomId } from "../../runtime/clock/system.ts";
import { fileFault, UserError } from "./failures.ts";

/** A folder that this process alone may change while it holds it. */
export interface StateFolder {
  /** Absolute path. */
  readonly path: string;
  /** Names the folder among all that there are: what runs in it is known by this name. */
  readonly installation: string;
  /** Lets others have it. */
  release(): void;
}

/** Somebody else holds the folder. */
export class FolderLocked extends UserError {}

const LOCK_FILE = "lock";
const INSTALLATION_FILE = "installation";

/**
 * Creates the folder where it is missing (readable by its owner only) and takes its lock, which the
 * operating system drops when the process ends, however it ends. Throws a {@link UserError} when the
 * folder cannot be used, {@link FolderLocked} when another process holds it.
 */
export function holdStateFolder(folder: string): StateFolder {
  const path = resolve(folder);
  try {
    Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
    const file = Deno.openSync(join(path, LOCK_FILE), { create: true, read: true, write: true });
    if (!file.tryLockSync(true)) {
      const holder = readHolder(file);
      file.close();
      throw new FolderLocked(
        `The state folder ${path} is in use by process ${holder}. Stop it first, or give this one ` +
          `a folder of its own with TRADING_HOME.`,
      );
    }
    file.truncateSync(0);
    file.writeSync(new TextEncoder().encode(`${Deno.pid}\n`));
    return {
      path,
      installation: installationOf(path),
      release() {
        file.unlockSync();
        file.close();
      },
    };
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists || error instanceof Deno.errors.NotADirectory) {
      throw new UserError(
        `Cannot use the state folder: ${path} is not a folder, or lies in something that is none. ` +
          `Name a folder with TRADING_HOME.`,
        { cause: error },
      );
    }
    throw fileFault(error, "use the state folder", path);
  }
}

/** The name that was given to the folder when it was first held. */
function installationOf(folder: string): string {
  const path = join(folder, INSTALLATION_FILE);
  try {
    const name = Deno.readTextFileSync(path).trim();
    if (/^[0-9a-f-]{36}$/.test(name)) return name;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const name = randomId();
  Deno.writeTextFileSync(path, `${name}\n`, { mode: 0o600 });
  return name;
}

function readHolder(file: Deno.FsFile): string {
  const bytes = new Uint8Array(32);
  const read = file.readSync(bytes) ?? 0;
  return new TextDecoder().decode(bytes.subarray(0, read)).trim() || "unknown";
}
