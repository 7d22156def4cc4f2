import { faultsOfBroker, missingKeys } from "../brokerage.ts";
import { UserError } from "../failures.ts";
import type { Settings } from "../settings.ts";
import { missingServers } from "./servers.ts";

/**
 * Throws a {@link UserError} with everything that a configuration lacks and everything that stands
 * against it, at once.
 * @param task the command, which the sentence begins with
 * @param missing what the command lacks besides keys and servers
 * @param here the actors that are run here; null: all
 */
export function refuseHalf(
  task: string,
  settings: Settings,
  here: readonly string[] | null,
  missing: readonly string[],
): void {
  // The demo needs no keys; in a mode that is none of the command's, paper trading is meant.
  const isDemo = settings.mode === "demo" && missing.length === 0;
  const keys = isDemo ? [] : missingKeys(settings, here);
  const all = [...missing, ...keys, ...missingServers(settings, here !== null)];
  const faults = isDemo ? [] : faultsOfBroker(settings);
  const sentences: string[] = [];
  if (all.length > 0) sentences.push(`needs more than is set. Set ${all.join(", ")}.`);
  if (keys.length > 0) sentences.push("A free paper account at Alpaca has a key pair.");
  if (faults.length > 0) {
    const subject = all.length > 0 ? "Besides, it " : "";
    sentences.push(`${subject}cannot trade as it is set up: ${faults.join("; ")}.`);
  }
  if (sentences.length > 0) throw new UserError(`${task} ${sentences.join(" ")}`);
}
