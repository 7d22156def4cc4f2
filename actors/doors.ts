import { join } from "node:path";
import type { SystemClock } from "../runtime/clock/clock.ts";
import { type HelperDoor, openDoor } from "../runtime/helper/door.ts";
import { createLogger, type LogSink } from "../runtime/telemetry/log.ts";
import type { Plan } from "./plan.ts";
import type { Place } from "./topology.ts";

/** Where actors summon their helpers. */
export interface Doors {
  /** The socket of an actor's door; null where it has none. */
  at(actor: string): string | null;
  /** Ends every helper. */
  close(): Promise<void>;
}

/**
 * Opens a door for every actor of the plan that has a helper. Sockets lie in a private folder of the
 * temporary ones: their paths must be short, and systems that share TRADING_HOME share no helper.
 */
export async function openDoors(
  plan: Plan,
  places: readonly Place[],
  { clock, log }: { readonly clock: SystemClock; readonly log: LogSink },
): Promise<Doors> {
  const wanted = places.flatMap((place) => {
    const helper = place.helper?.(plan) ?? null;
    return helper === null ? [] : [{ name: place.name, helper }];
  });
  if (wanted.length === 0) return { at: () => null, close: () => Promise.resolve() };
  // Made with mode 0700.
  const folder = await Deno.makeTempDir({ prefix: "pitboss-" });
  const doors = new Map<string, HelperDoor>();
  const close = async () => {
    await Promise.all([...doors.values()].map((door) => door.close()));
    await Deno.remove(folder, { recursive: true });
  };
  try {
    for (const { name, helper } of wanted) {
      const logger = createLogger(`${name} helper`, clock.now, log);
      const printed = (line: string) => logger.info(line);
      doors.set(name, await openDoor(join(folder, name), helper, { clock, printed }));
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { at: (actor) => doors.get(actor)?.socket ?? null, close };
}
