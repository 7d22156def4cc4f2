import { resolve } from "node:path";
import { DENO_PINNED, tooOld } from "../deno_version.ts";
import { fault, type Finding, ok, said, warning } from "./finding.ts";
import type { World } from "./world.ts";

/** Space under which a run would soon end, and under which it should be looked after, in bytes. */
export const DISK_BYTES = { fault: 1e9, warning: 5e9 } as const;

/** Deno, state folder, disk and ports. */
export async function checkMachine(world: World): Promise<Finding[]> {
  const folder = checkFolder(world.settings.home);
  const disk = await checkDisk(world);
  // What runs has its ports, and should.
  const ports = folder.isRunning ? [] : checkPorts(world.settings);
  return [checkDeno(world.deno), folder.finding, disk, ...ports];
}

function checkDeno(version: string): Finding {
  const refusal = tooOld(version);
  const mend = `npm install -g deno@${DENO_PINNED}`;
  if (refusal !== null) return fault("deno", `This is Deno ${version}, which is too old.`, mend);
  if (version === DENO_PINNED) return ok("deno", `Deno ${version}`);
  return warning(
    "deno",
    `This is Deno ${version}; everything was tested with ${DENO_PINNED}.`,
    mend,
  );
}

function checkFolder(home: string): { readonly finding: Finding; readonly isRunning: boolean } {
  const path = resolve(home);
  const check = "state folder";
  const is = (finding: Finding, isRunning = false) => ({ finding, isRunning });
  const elsewhere = "set TRADING_HOME to a folder of yours that can be written";
  try {
    const stat = statOf(path);
    if (stat === null) return is(ok(check, `${path} will be made by the first start.`));
    if (!stat.isDirectory) return is(fault(check, `${path} is not a folder.`, elsewhere));
    const probe = Deno.makeTempFileSync({ dir: path, prefix: ".doctor-" });
    Deno.removeSync(probe);
    if (stat.mode !== null && (stat.mode & 0o077) !== 0) {
      const mode = (stat.mode & 0o777).toString(8);
      const found = `${path} has mode ${mode}: others of this machine may look into it.`;
      return is(fault(check, found, `chmod 700 ${path}`));
    }
    if (isHeld(path)) return is(ok(check, `${path} is in use by a running system.`), true);
    return is(ok(check, path));
  } catch (error) {
    return is(fault(check, `${path} cannot be written: ${said(error)}`, elsewhere));
  }
}

function statOf(path: string): Deno.FileInfo | null {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** Whether a running system holds the folder's lock. */
function isHeld(folder: string): boolean {
  const path = `${folder}/lock`;
  if (statOf(path) === null) return false;
  using file = Deno.openSync(path, { read: true, write: true });
  if (!file.tryLockSync(true)) return true;
  file.unlockSync();
  return false;
}

async function checkDisk({ settings, freeBytes }: World): Promise<Finding> {
  const check = "disk";
  let path = resolve(settings.home);
  while (statOfAny(path) === null) path = resolve(path, "..");
  const bytes = await freeBytes(path);
  const free = `${(bytes / 1e9).toFixed(1)} GB are free where ${path} lies`;
  const mend = "free space on that disk, or set TRADING_HOME to a folder on another";
  if (bytes < DISK_BYTES.fault) return fault(check, `Only ${free}.`, mend);
  if (bytes < DISK_BYTES.warning) return warning(check, `Only ${free}.`, mend);
  return ok(check, free);
}

/** A path below a file is none either. */
function statOfAny(path: string): Deno.FileInfo | null {
  try {
    return Deno.statSync(path);
  } catch {
    return null;
  }
}

function checkPorts({ host, port, metricsPort }: World["settings"]): Finding[] {
  return [
    checkPort("port of the page", host, port, "PORT"),
    checkPort("port of metrics", host, metricsPort, "TRADING_METRICS_PORT"),
  ];
}

function checkPort(check: string, hostname: string, port: number, variable: string): Finding {
  try {
    Deno.listen({ hostname, port }).close();
    return ok(check, `${hostname}:${port} is free.`);
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      const found = `${hostname}:${port} is used by another program.`;
      const mend = `stop that program (ss -ltnp 'sport = :${port}' names it), or set ${variable}`;
      return fault(check, found, mend);
    }
    if (error instanceof Deno.errors.PermissionDenied) {
      return fault(
        check,
        `This user may not listen on port ${port}.`,
        `set ${variable} above 1023`,
      );
    }
    const found = `This machine cannot listen on ${hostname}: ${said(error)}`;
    return fault(check, found, "set HOST=127.0.0.1, or another address of this machine");
  }
}
