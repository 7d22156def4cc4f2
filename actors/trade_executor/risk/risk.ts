import type { Order } from "../../domain/order.ts";
import { reducesExposure, type RiskFacts } from "./facts.ts";
import type { RiskLimits } from "./limits.ts";
import { type RiskRule, riskRules } from "./rules.ts";

declare const approved: unique symbol;

/** Something that the risk manager has approved. Brokers accept nothing else; only this file makes it. */
export type RiskApproved<T> = T & { readonly [approved]: true };

/** A refusal: which rule, its limit, and the value that broke it. */
export interface Denied {
  readonly rule: string;
  readonly limit: string;
  readonly value: string;
}

/** What one rule found. */
export interface Check {
  readonly rule: string;
  readonly passed: boolean;
  readonly limit: string;
  readonly value: string;
}

/** What comes of a review, with what every rule found that was asked: none after a refusal. */
export type Verdict =
  & { readonly checks: readonly Check[] }
  & (
    | { readonly approved: true; readonly order: RiskApproved<Order> }
    | { readonly approved: false; readonly denied: Denied }
  );

/**
 * Holds an order against every rule that applies to it. Deny by default: it is approved only where
 * each of them says so; without rules, nothing is.
 */
export function review(
  facts: RiskFacts,
  limits: RiskLimits,
  rules: readonly RiskRule[] = riskRules,
): Verdict {
  const reduces = reducesExposure(facts);
  const checks: Check[] = [];
  for (const rule of rules) {
    if (rule.appliesTo === "entries" && reduces) continue;
    const { pass, limit, value } = rule.check(facts, limits);
    checks.push({ rule: rule.name, passed: pass, limit, value });
    if (!pass) return { approved: false, checks, denied: { rule: rule.name, limit, value } };
  }
  if (checks.length === 0) {
    const denied = { rule: "no_rules", limit: "at least one", value: "0" };
    return { approved: false, checks, denied };
  }
  return { approved: true, checks, order: facts.order as RiskApproved<Order> };
}

/**
 * An order read back from our own record of intents: it was approved before it was written there,
 * and is sent again under the same id after a crash or an unknown answer.
 */
export function approvedEarlier(order: Order): RiskApproved<Order> {
  return order as RiskApproved<Order>;
}
