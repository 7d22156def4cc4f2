import process from "node:process";
import { systemClock } from "../../clock/system.ts";
import type { RunHost } from "../host_session.ts";

/** A way to die, which the configuration of a {@link mortalHost} names. */
export type Deaths = Readonly<Record<string, () => void>>;

/** What kills an actor wherever it runs. */
const deaths: Deaths = {
  "throws": () => {
    throw new TypeError("boom");
  },
  "rejects": () => void Promise.reject(new TypeError("boom")),
  "exits": () => Deno.exit(3),
  "exits the process": () => process.exit(4),
  "reads what it may not": () => Deno.readTextFileSync("/etc/hostname"),
};

/** A host that dies, in its first life, in the way that its configuration says. */
export function mortalHost(more: Deaths): RunHost {
  const all = { ...deaths, ...more };
  return (spec, port) => {
    const how = String(spec.config);
    const isFirst = spec.holder.endsWith("/1");
    if (how === "is misconfigured") {
      return Promise.reject(Object.assign(new Error("no such account"), { restartable: false }));
    }
    const finished = Promise.withResolvers<void>();
    const message = `${how}, from ${spec.holder}`;
    port.log({ at: 0, level: "info", source: spec.actor, message, fields: { value: 7 } });
    if (isFirst && how in all) systemClock.after(5, all[how]!);
    return Promise.resolve({
      ready: Promise.resolve(1),
      finished: finished.promise,
      progress: () => ({ consumed: 5, marketTime: null, outbox: 0 }),
      drain: () => Promise.resolve(),
      stop: () => Promise.resolve(finished.resolve()),
    });
  };
}
