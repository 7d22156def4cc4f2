import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { systemClock } from "../../../runtime/clock/system.ts";
import { PROJECT_ROOT } from "../../cli/project.ts";

/** A time that begins elsewhere and runs faster, the same for the test and for what it starts. */
export class FastTime {
  readonly #real = systemClock.now();

  /** @param from its first moment @param speed its milliseconds in one of the machine's */
  constructor(readonly from: number, readonly speed: number) {}

  /** Milliseconds since the epoch, in this time. */
  now(): number {
    return Math.round(this.from + (systemClock.now() - this.#real) * this.speed);
  }

  /** Real milliseconds until a moment of it. */
  realMsUntil(at: number): number {
    return Math.max(0, (at - this.now()) / this.speed);
  }

  /** Writes the import map with which a process, and each Worker of it, has this time. */
  async importMap(folder: string): Promise<string> {
    const root = pathToFileURL(PROJECT_ROOT.replace(/\/*$/, "/"));
    const { imports } = JSON.parse(await Deno.readTextFile(join(PROJECT_ROOT, "deno.json")));
    // What deno.json says, as an import map says it: a package's folders, and paths from the root.
    const absolute = Object.entries<string>(imports).flatMap(([name, target]) => [
      [name, target.startsWith("./") ? new URL(target, root).href : target] as const,
      [`${name}/`, target.replace("npm:", "npm:/") + "/"] as const,
    ]).filter(([name, target]) => !name.endsWith("/") || target.startsWith("npm:/"));
    const system = new URL("runtime/clock/system.ts", root).href;
    const clock = new URL("actors/scenarios/testing/fast_clock.ts", root);
    clock.search = `?real=${this.#real}&from=${this.from}&speed=${this.speed}`;
    const path = join(folder, "fast_time.json");
    const map = {
      imports: { ...Object.fromEntries(absolute), [system]: clock.href },
      scopes: { [clock.href]: { [system]: system } },
    };
    await Deno.writeTextFile(path, JSON.stringify(map));
    return path;
  }
}
