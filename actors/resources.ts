import type { Database } from "../db/connect.ts";
import { createDefineActor } from "../runtime/actor.ts";

/** What the actors of this system find in their `env`, beside the mailbox and the store. */
export interface Resources {
  /** Opens connections of the actor's own, for reading. Whoever opens them closes them. */
  openDatabase(): Promise<Database>;
}

/** `defineActor` for the actors of this system. */
export const defineActor = createDefineActor<Resources>();
