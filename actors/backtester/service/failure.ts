import { z } from "zod";

/** Errors whose message is one or more sentences for whoever asked. */
const FOR_PEOPLE = [
  "UnusableRequest",
  "UnusableStrategy",
  "UnusableRecording",
  "UnusableStrategyFile",
  "InvalidStrategyParams",
  "StoreUnavailable",
];

/** Longest reason that is kept, in characters. */
const REASON_MAX = 2_000;

/** Why a run failed, in words; `expected`: the request or its data is at fault, not the program. */
export function failureReason(error: unknown): { reason: string; expected: boolean } {
  if (error instanceof z.ZodError) {
    const [issue] = error.issues;
    const where = issue?.path.join(".") || "the configuration";
    return { reason: `The run cannot be set up: ${where}: ${issue?.message}.`, expected: true };
  }
  const text = error instanceof Error ? error.message : String(error);
  const expected = error instanceof Error && FOR_PEOPLE.includes(error.name);
  const reason = expected ? text : `The run failed by a fault of the program: ${text}`;
  return { reason: reason.slice(0, REASON_MAX), expected };
}
