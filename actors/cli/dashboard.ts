import { createHash } from "node:crypto";
import { join, resolve } from "node:path";
import { WorkFailed } from "./failures.ts";
import { PROJECT_ROOT } from "./project.ts";
import { runProcess } from "./subprocess.ts";

/** Folders whose files a build of the dashboard is made of. */
const SOURCES = ["fresh-app", "actors/domain"];

/** Builds that are kept beside the newest, for a system that still serves one. */
const KEPT = 2;

/** Where builds are that were made ahead. */
const AHEAD = join(PROJECT_ROOT, "dist", "dashboard");

/**
 * The path of the dashboard's built server. A build is kept in `home` under a name made of
 * everything that goes into it, so it is made once; it is made by a process of its own, because the
 * bundler is a tool that no server loads. One that was made ahead is taken as it is. Throws
 * {@link WorkFailed} where it cannot be built.
 */
export async function builtDashboard(home: string, signal?: AbortSignal): Promise<string> {
  if (Deno.build.standalone) return await embeddedDashboard();
  const name = await sourceDigest();
  const ahead = join(AHEAD, name, "server.js");
  if (await exists(ahead)) return ahead;
  const folder = resolve(home, "dashboard");
  await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
  return await buildInto(folder, name, signal);
}

/** A binary holds one build, and none of the sources. */
async function embeddedDashboard(): Promise<string> {
  for await (const { name } of Deno.readDir(AHEAD)) return join(AHEAD, name, "server.js");
  throw new WorkFailed(
    "This binary was made without the dashboard; use that of api_gateway or pitboss.",
  );
}

/** Builds the dashboard where {@link builtDashboard} looks first. */
export async function buildAhead(signal?: AbortSignal): Promise<string> {
  // For every user of this machine: an image is built by another than the one who runs it.
  await Deno.mkdir(AHEAD, { recursive: true });
  return await buildInto(AHEAD, await sourceDigest(), signal);
}

async function buildInto(folder: string, name: string, signal?: AbortSignal): Promise<string> {
  const built = join(folder, name);
  const server = join(built, "server.js");
  if (await exists(server)) return server;
  const args = ["run", "-A", "--no-prompt", "fresh-app/dev.ts", "build", built];
  const { code, stderr } = await runProcess({ args, ...signal === undefined ? {} : { signal } });
  if (code !== 0) {
    throw new WorkFailed(`The dashboard could not be built: ${stderr.trim().slice(-2_000)}`);
  }
  await forgetOld(folder, name);
  return server;
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function sourceDigest(): Promise<string> {
  const hash = createHash("sha256").update(Deno.version.deno);
  const paths = ["deno.json", "deno.lock"];
  for (const folder of SOURCES) paths.push(...await filesBelow(folder));
  for (const path of paths.sort()) {
    hash.update(`${path}\n`).update(await Deno.readFile(join(PROJECT_ROOT, path)));
  }
  return hash.digest("hex").slice(0, 16);
}

async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(join(PROJECT_ROOT, folder))) {
    const path = `${folder}/${name}`;
    if (isDirectory) {
      if (name !== "testing" && name !== "_fresh") found.push(...await filesBelow(path));
    } else if (!/_test\.tsx?$/.test(name)) found.push(path);
  }
  return found;
}

async function forgetOld(folder: string, newest: string): Promise<void> {
  const others: { path: string; at: number }[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (name === newest) continue;
    const path = join(folder, name);
    others.push({ path, at: (await Deno.stat(path)).mtime?.getTime() ?? 0 });
  }
  for (const { path } of others.sort((a, b) => b.at - a.at).slice(KEPT)) {
    await Deno.remove(path, { recursive: true });
  }
}
