import { resolve } from "node:path";
import { serverAddress } from "../../db/address.ts";
import { type EmbeddedFailure, startEmbedded } from "../../db/embedded/start.ts";
import type { Backends } from "../backends/connect.ts";
import { asUserError, type StatePlace } from "./open.ts";
import type { Settings } from "./settings.ts";

/** The backends of a run, up and reachable. */
export interface RunBackends {
  readonly backends: Backends;
  /** Resolves with the reason when the embedded database fails while it runs; else never. */
  readonly failed: Promise<EmbeddedFailure>;
  close(): Promise<void>;
}

/**
 * Brings up what a run needs: the embedded database where no server is named. The mailboxes open by
 * themselves. Throws a {@link import("./failures.ts").UserError} where it cannot be had.
 */
export async function runBackends(settings: Settings, place: StatePlace): Promise<RunBackends> {
  const { schema, templates } = place;
  const mailbox = place.mailbox.kind === "sqlite"
    ? { ...place.mailbox, folder: resolve(place.mailbox.folder) }
    : place.mailbox;
  const never = new Promise<EmbeddedFailure>(() => {});
  try {
    if (settings.databaseUrl !== undefined) {
      const address = serverAddress(settings.databaseUrl);
      const backends = { mailbox, database: { address, schema } };
      return { backends, failed: never, close: () => Promise.resolve() };
    }
    const folder = resolve(place.databaseFolder);
    const embedded = await startEmbedded({ folder, templates: resolve(templates), schema });
    const backends = { mailbox, database: { address: embedded.address, schema } };
    return { backends, failed: embedded.failed, close: () => embedded.close() };
  } catch (error) {
    throw asUserError(error);
  }
}
