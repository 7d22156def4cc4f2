import type { SystemClock } from "../../runtime/clock/clock.ts";
import type { Logger } from "../../runtime/telemetry/log.ts";
import type { AuditEntry, AuthStore } from "../../db/auth/store.ts";
import { KeyRing } from "./key_ring.ts";
import type { NewSecret } from "./secrets.ts";

/** What signing in needs of the world around it. */
export interface AuthPorts {
  readonly store: AuthStore;
  readonly clock: Pick<SystemClock, "now">;
  readonly log: Logger;
  readonly newId: () => string;
  readonly newSecret: NewSecret;
}

/** {@link AuthPorts} with the keys that sign. */
export interface AuthEnvironment extends AuthPorts {
  readonly ring: KeyRing;
}

/** Puts the keys beside the ports. */
export function authEnvironment(ports: AuthPorts): AuthEnvironment {
  return { ...ports, ring: new KeyRing(ports) };
}

/** Writes an entry into the record, at the present time. */
export async function audit(
  { store, clock }: Pick<AuthPorts, "store" | "clock">,
  entry: Omit<AuditEntry, "at">,
): Promise<void> {
  await store.audit({ at: clock.now(), ...entry });
}
