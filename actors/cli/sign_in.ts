import { databaseAuthStore } from "../../db/auth/database_store.ts";
import type { Database } from "../../db/connect.ts";
import { type AuthEnvironment, authEnvironment } from "../../fresh-app/auth/environment.ts";
import type { SystemClock } from "../../runtime/clock/clock.ts";
import { randomId, randomSecret } from "../../runtime/clock/system.ts";
import { createLogger } from "../../runtime/telemetry/log.ts";

/** Users, sessions and tokens as a task sees them. What it does is told by the task itself. */
export function authOf(database: Database, clock: SystemClock): AuthEnvironment {
  return authEnvironment({
    store: databaseAuthStore(database),
    clock,
    log: createLogger("auth", () => clock.now(), () => {}),
    newId: randomId,
    newSecret: randomSecret,
  });
}
