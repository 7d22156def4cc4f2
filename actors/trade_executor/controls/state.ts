import { z } from "zod";
import type { Json } from "../../../runtime/delivery/store.ts";
import { type Mark, markSchema } from "../../domain/controls.ts";
import { tickerSchema } from "../../domain/market.ts";
import { type RiskLimits, riskLimitsSchema } from "../../domain/risk_limits.ts";
import { type Clearing, clearingSchema } from "./clearing.ts";

/** What operators have set. Plain JSON; survives every restart. */
export const controlsSchema = z.strictObject({
  /** No new entries; null: they go on. */
  paused: markSchema.nullable(),
  /** Tickers without new entries. */
  locked: z.record(tickerSchema, markSchema),
  /** The halt that is under way or confirmed; null: none since the last resume. */
  halt: clearingSchema.nullable(),
  /** Positions being closed and orders being cancelled. */
  clearings: z.array(clearingSchema).max(200),
  /** Limits that differ from the configuration's. */
  limits: z.strictObject({
    /** 0: nobody has changed any. */
    version: z.int().nonnegative(),
    changes: z.record(z.string().min(1).max(64), z.json()),
  }),
});
/** See {@link controlsSchema}. */
export type Controls = z.output<typeof controlsSchema>;

/** Nothing is set. */
export const NEW_CONTROLS: Controls = {
  paused: null,
  locked: {},
  halt: null,
  clearings: [],
  limits: { version: 0, changes: {} },
};

/** Key under which they are remembered. */
export const CONTROLS = "controls";

/** What was set, as it was committed last. */
export function recallControls(recalled: ReadonlyMap<string, Json>): Controls {
  const saved = recalled.get(CONTROLS);
  return saved === undefined ? NEW_CONTROLS : controlsSchema.parse(saved);
}

/** The limits that apply: the configuration's, with what operators have changed. */
export function limitsWith(configured: RiskLimits, changes: Controls["limits"]["changes"]) {
  return riskLimitsSchema.safeParse({ ...configured, ...changes });
}

/** Everything that is being emptied and not confirmed yet, the halt first. */
export function openClearings({ halt, clearings }: Controls): Clearing[] {
  return [...halt === null ? [] : [halt], ...clearings].filter(({ phase }) =>
    phase !== "confirmed"
  );
}

/** What stands against an order, whatever risk says; null: nothing does. */
export interface Bar {
  readonly rule: string;
  readonly limit: string;
  readonly value: string;
}

/**
 * Why the controls refuse an order that a signal wishes. While something is being emptied nothing but
 * its own closing orders is sent there; a pause and a lock leave exits alone.
 */
export function barOf(controls: Controls, ticker: string, isExit: boolean): Bar | null {
  const { halt, paused, locked } = controls;
  const emptied = openClearings(controls).find(({ scope }) =>
    scope.kind === "all" || scope.kind === "ticker" && scope.ticker === ticker
  );
  if (emptied !== undefined) {
    const rule = emptied.scope.kind === "all" ? "halt" : "closing";
    return { rule, limit: "no order until it is confirmed", value: wordsOf(emptied) };
  }
  if (isExit) return null;
  if (halt !== null) {
    return { rule: "halt", limit: "no entries until it is resumed", value: wordsOf(halt) };
  }
  if (paused !== null) return { rule: "paused", limit: "no entries", value: wordsOf(paused) };
  const lock = locked[ticker];
  if (lock === undefined) return null;
  return { rule: "ticker_locked", limit: `no entries in ${ticker}`, value: wordsOf(lock) };
}

function wordsOf({ by, reason }: Pick<Mark, "by" | "reason">): string {
  return reason === "" ? `by ${by}` : `by ${by}: ${reason}`;
}
