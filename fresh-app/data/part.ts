import type { Backend } from "../backend.ts";
import { within } from "../api/within.ts";

/** How long one part of a page may take, in ms: a page with a gap is better than none. */
const PART_MS = 2_000;

/** What the promise gives, or null where it is late or fails; the log tells why. */
export async function part<T>({ ports }: Backend, promise: Promise<T>): Promise<T | null> {
  try {
    return await within(ports.clock, PART_MS, promise);
  } catch (error) {
    ports.log.warn("a part of a page is missing", { cause: String(error) });
    return null;
  }
}
