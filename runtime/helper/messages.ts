import { z } from "zod";
import type { HelperEnd } from "./helper.ts";

const endSchema = z.strictObject({
  reason: z.enum(["finished", "exited", "killed", "out of memory", "refused"]),
  how: z.string(),
}) satisfies z.ZodType<HelperEnd>;

/** The last thing that is said through a door. */
export const doorEndSchema = z.strictObject({ doorEnd: endSchema });

/** A line's message; undefined, which no schema takes, for what is no JSON. */
export function messageOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
