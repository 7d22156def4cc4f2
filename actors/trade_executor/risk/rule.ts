import type { RiskFacts } from "./facts.ts";
import type { RiskLimits } from "./limits.ts";

/** What a rule finds: a pass, or the limit and the value that breaks it, as text for people. */
export type Finding =
  | { readonly pass: true }
  | { readonly pass: false; readonly limit: string; readonly value: string };

/** One thing that an order is held against. */
export interface RiskRule {
  /** Stored with every rejection. */
  readonly name: string;
  /** Entry rules are not asked about an order that reduces exposure. */
  readonly appliesTo: "every order" | "entries";
  /** One phrase: an order passes where this holds. */
  readonly meaning: string;
  check(facts: RiskFacts, limits: RiskLimits): Finding;
}

/** It passes. */
export const PASS: Finding = { pass: true };

/** A finding in words. */
export function within(pass: boolean, limit: string | number, value: string | number): Finding {
  return pass ? PASS : { pass, limit: String(limit), value: String(value) };
}

/** A moment for people. */
export const iso = (at: number) => new Date(at).toISOString().replace(".000Z", "Z");
