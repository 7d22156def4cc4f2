import { isAbsolute, resolve } from "node:path";

/**
 * What a Worker may do. Everything that is not named is denied; running programs always is, since
 * a program has none of these limits.
 *
 * What the packages used here need, each on Deno 2.9.6 (found by taking away one thing at a time;
 * the tests beside this file hold it true):
 *  - Code needs nothing: all modules that the entry file reaches by static imports, or by dynamic
 *    imports with a literal, are loaded with the rights of whoever starts the Worker, npm packages
 *    too. A computed `import(path)` needs `read` of that file.
 *  - `zod`, `node:crypto`, BroadcastChannel, Web Locks: nothing.
 *  - `ioredis`: `env: "all"` (its `debug` enumerates the environment) and `net` of its server.
 *    Hence secrets must leave the environment first, see `takeEnvironment`.
 *  - `postgres`: `env: ["PG*"]`, and `net` of its server or `sockets` with its Unix socket.
 *  - A Unix socket: `sockets`, which means `read` and `write` of its path, and `net` of `unix:<path>`.
 *  - `node:sqlite`: `read` and `write` of the database file's path. Its `-wal` and `-shm` files need
 *    nothing more. ATTACH and VACUUM INTO are refused unless everything may be read and written.
 *    `:memory:` needs nothing.
 *  - PGlite: `read` and `write` of its folder, `read` of its own package folder (WASM and data
 *    files), and to serve it, `sockets`.
 *  - A host name in `net` covers the addresses it resolves to. Port 0 is asked for as `host:0`.
 *
 * A program that shows a terminal must run with `--no-prompt` (or DENO_NO_PROMPT=1): without it,
 * Deno asks the person there, in the midst of the Worker's work, whether to grant what is missing.
 */
export interface Permissions {
  /** Hosts to connect to or listen on: `host` or `host:port`; `all`: any, for what checks addresses itself. */
  readonly net?: readonly string[] | "all";
  /** Unix sockets to connect to or listen on, by absolute path. */
  readonly sockets?: readonly string[];
  /** Files and folders, by absolute path. */
  readonly read?: readonly string[];
  readonly write?: readonly string[];
  /** Environment variables by name, or by prefix as in `PG*`; `all`: every one. To read and to set. */
  readonly env?: readonly string[] | "all";
  /** Native libraries, by absolute path; `all`: any. One that is loaded is bound by nothing. */
  readonly ffi?: readonly string[] | "all";
  /** What may be asked about the machine. */
  readonly sys?:
    readonly ("hostname" | "osRelease" | "osUptime" | "loadavg" | "systemMemoryInfo")[];
  /** Hosts to load remote modules from. */
  readonly imports?: readonly string[];
}

/**
 * Permissions as Deno's Worker option. Throws a RangeError where an entry would grant more than it
 * seems to: an empty one, a relative path, the whole file system, every host.
 */
export function workerPermissions(permissions: Permissions): Deno.PermissionOptionsObject {
  const sockets = paths("sockets", permissions.sockets);
  return {
    net: permissions.net === "all"
      ? true
      : some([...hosts("net", permissions.net), ...sockets.map((path) => `unix:${path}`)]),
    read: some([...paths("read", permissions.read), ...sockets]),
    write: some([...paths("write", permissions.write), ...sockets]),
    env: permissions.env === "all" ? true : some(names("env", permissions.env)),
    ffi: permissions.ffi === "all" ? true : some(paths("ffi", permissions.ffi)),
    sys: permissions.sys === undefined || permissions.sys.length === 0
      ? false
      : [...permissions.sys],
    import: some(hosts("imports", permissions.imports)),
    run: false,
  };
}

/** The same as flags of `deno run`. Throws a RangeError where {@link workerPermissions} does. */
export function permissionFlags(permissions: Permissions): string[] {
  const flags: string[] = [];
  for (const [name, granted] of Object.entries(workerPermissions(permissions))) {
    if (granted === false || granted === undefined) continue;
    // A comma within an entry is written twice.
    const list = Array.isArray(granted)
      ? `=${granted.map((each) => String(each).replaceAll(",", ",,")).join(",")}`
      : "";
    flags.push(`--allow-${name}${list}`);
  }
  return flags;
}

/** Everything that either grants. */
export function joinPermissions(a: Permissions, b: Permissions): Permissions {
  return {
    net: both(a.net, b.net),
    sockets: [...a.sockets ?? [], ...b.sockets ?? []],
    read: [...a.read ?? [], ...b.read ?? []],
    write: [...a.write ?? [], ...b.write ?? []],
    env: both(a.env, b.env),
    ffi: both(a.ffi, b.ffi),
    sys: [...a.sys ?? [], ...b.sys ?? []],
    imports: [...a.imports ?? [], ...b.imports ?? []],
  };
}

function both(
  a: readonly string[] | "all" = [],
  b: readonly string[] | "all" = [],
): readonly string[] | "all" {
  return a === "all" || b === "all" ? "all" : [...a, ...b];
}

/** Deno takes an empty list for "some, of which none"; false says it plainly. */
function some(list: string[]): string[] | false {
  return list.length === 0 ? false : list;
}

function paths(what: string, list: readonly string[] = []): string[] {
  return list.map((path) => {
    const whole = resolve(path);
    if (!isAbsolute(path)) throw refusal(what, path, "must be an absolute path");
    if (whole === resolve("/")) throw refusal(what, path, "would grant the whole file system");
    return whole;
  });
}

function hosts(what: string, list: readonly string[] = []): string[] {
  return list.map((host) => {
    if (!/^(\[[0-9a-f:.]+\]|[a-z0-9][a-z0-9.-]*)(:\d{1,5})?$/i.test(host)) {
      throw refusal(what, host, "must be one host, as host or host:port, without wildcards");
    }
    return host;
  });
}

function names(what: string, list: readonly string[] = []): string[] {
  return list.map((name) => {
    if (!/^[a-z_][a-z0-9_]*\*?$/i.test(name)) {
      throw refusal(what, name, "must be a variable's name, or a prefix of one followed by *");
    }
    return name;
  });
}

function refusal(what: string, entry: string, rule: string): RangeError {
  return new RangeError(`permission ${what}: "${entry}" ${rule}`);
}
