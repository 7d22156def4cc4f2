import { join } from "node:path";
import { testTemplates } from "../../../db/testing.ts";

/** A state folder (`TRADING_HOME`) of its own, which shares only the empty database to copy from. */
export async function makeHome(): Promise<string> {
  const home = await Deno.makeTempDir({ prefix: "pitboss-home-" });
  await Deno.mkdir(testTemplates(), { recursive: true, mode: 0o700 });
  await Deno.symlink(testTemplates(), join(home, "templates"));
  return home;
}

/** Runs `work` with a state folder that is removed afterwards. */
export async function inHome<T>(work: (home: string) => Promise<T>): Promise<T> {
  const home = await makeHome();
  try {
    return await work(home);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}
