import type { Status } from "../live/client.ts";

/** How a page is connected, in words. */
export function statusWords({ kind, heardAt }: Status, clock: (at: number) => string): string {
  const since = heardAt === null ? "" : `, as of ${clock(heardAt)}`;
  switch (kind) {
    case "live":
      return "● live";
    case "reconnecting":
      return heardAt === null ? "◐ connecting" : `◐ reconnecting${since}`;
    case "offline":
      return `○ offline${since}`;
  }
}

/** A moment of system time with its zone: `16:05:41 UTC`. */
export function machineClock(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  }).format(at);
}
