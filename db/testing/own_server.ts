import { join } from "node:path";
import { systemClock } from "../../runtime/clock/system.ts";
import { serverAddress } from "../address.ts";
import { openDatabase } from "../connect.ts";

/** A PostgreSQL server that was started for tests. */
export interface OwnServer {
  readonly url: string;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

/** PostgreSQL's programs on this machine. */
export interface ServerBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Looks for the programs on the PATH and where Debian keeps them; null where there are none. */
export async function findServerBinaries(): Promise<ServerBinaries | null> {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  for (const version of await namesIn("/usr/lib/postgresql")) {
    folders.push(`/usr/lib/postgresql/${version}/bin`);
  }
  for (const folder of folders) {
    const binaries = { initdb: join(folder, "initdb"), postgres: join(folder, "postgres") };
    if (await isFile(binaries.initdb) && await isFile(binaries.postgres)) return binaries;
  }
  return null;
}

/** Starts a server in a temporary folder, on a free port of the loopback interface. */
export async function startOwnServer(binaries: ServerBinaries): Promise<OwnServer> {
  const folder = await Deno.makeTempDir({ prefix: "pitboss-pg-" });
  const identity = await ordinaryUser(folder);
  const data = join(folder, "data");
  const made = await new Deno.Command(binaries.initdb, {
    args: ["-D", data, "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8"],
    ...identity,
    cwd: folder,
  }).output();
  if (!made.success) throw new Error(`initdb failed: ${new TextDecoder().decode(made.stderr)}`);
  const port = freePort();
  const settings = [`port=${port}`, "listen_addresses=127.0.0.1", "fsync=off"]
    .concat(`unix_socket_directories=${folder}`, "max_connections=50");
  const server = new Deno.Command(binaries.postgres, {
    args: ["-D", data, ...settings.flatMap((setting) => ["-c", setting])],
    ...identity,
    cwd: folder,
    stdout: "null",
    stderr: "null",
  }).spawn();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const stop = async () => {
    // Immediate shutdown: nothing here is worth keeping.
    server.kill("SIGQUIT");
    await server.status;
    await Deno.remove(folder, { recursive: true });
  };
  try {
    await answering(url);
    return { url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function answering(url: string): Promise<void> {
  for (let tries = 1;; tries++) {
    try {
      const database = await openDatabase({ address: serverAddress(url), connectionsMax: 1 });
      return await database.close();
    } catch (error) {
      if (tries === 200) throw error;
      await systemClock.sleep(50);
    }
  }
}

// PostgreSQL refuses to run as root.
async function ordinaryUser(folder: string): Promise<{ uid?: number; gid?: number }> {
  if (Deno.uid() !== 0) return {};
  const nobody = { uid: 65534, gid: 65534 };
  await Deno.chown(folder, nobody.uid, nobody.gid);
  return nobody;
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  listener.close();
  return listener.addr.port;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.map((entry) => entry.name).sort().reverse();
  } catch {
    return [];
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch {
    return false;
  }
}
