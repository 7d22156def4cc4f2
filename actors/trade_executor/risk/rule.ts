import type { RiskFacts } from "./facts.ts";
import type { RiskLimits } from "./limits.ts";

/** What a rule finds: whether the order passes, the limit and the value, as text for people. */
export interface Finding {
  readonly pass: boolean;
  readonly limit: string;
  readonly value: string;
}

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

/** A finding in words. */
export function within(pass: boolean, limit: string | number, value: string | number): Finding {
  return { pass, limit: String(limit), value: String(value) };
}

/** A moment for people. */
export const iso = (at: number) => new Date(at).toISOString().replace(".000Z", "Z");
