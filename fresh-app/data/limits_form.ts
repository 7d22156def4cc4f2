import { type RiskLimits, riskLimitsSchema } from "../../actors/domain/risk_limits.ts";

/** How a limit is written in a form. */
export type LimitKind = "number" | "choice" | "list";

/** A limit as a form shows it. */
export interface LimitField {
  readonly name: keyof RiskLimits;
  readonly meaning: string;
  readonly kind: LimitKind;
  /** What stands in the field. */
  readonly value: string;
  readonly fallback: string;
}

const DEFAULTS = riskLimitsSchema.parse({});
/** Limits that no form field can hold; the API sets them. */
const NOT_IN_FORM: readonly string[] = ["groups"];

const NAMES = Object.keys(riskLimitsSchema.shape)
  .filter((name) => !NOT_IN_FORM.includes(name)) as (keyof RiskLimits)[];

/** The fields of the limits' form, in the order of the schema. */
export function limitFields(limits: RiskLimits): LimitField[] {
  return NAMES.map((name) => ({
    name,
    meaning: riskLimitsSchema.shape[name].description ?? "",
    kind: kindOf(name),
    value: textOf(limits[name]),
    fallback: textOf(DEFAULTS[name]),
  }));
}

/**
 * What a form changes of the limits. What is no number stays as it was written, so that the executor's
 * refusal names it.
 */
export function limitChanges(
  limits: RiskLimits,
  form: Readonly<Record<string, unknown>>,
): Record<string, string | number | boolean | string[] | null> {
  const changes: Record<string, string | number | boolean | string[] | null> = {};
  for (const name of NAMES) {
    const text = form[name];
    if (typeof text !== "string" || text.trim() === textOf(limits[name])) continue;
    changes[name] = valueOf(name, text.trim());
  }
  return changes;
}

function kindOf(name: keyof RiskLimits): LimitKind {
  const value = DEFAULTS[name];
  if (typeof value === "number") return "number";
  return typeof value === "boolean" ? "choice" : "list";
}

function valueOf(name: keyof RiskLimits, text: string) {
  switch (kindOf(name)) {
    case "number":
      return text !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
    case "choice":
      return text === "yes" ? true : text === "no" ? false : text;
    case "list": {
      const tickers = text.split(/[\s,]+/).filter((ticker) => ticker !== "");
      return name === "allowlist" && tickers.length === 0 ? null : tickers;
    }
  }
}

/** A limit as it stands in a form. */
export function textOf(value: RiskLimits[keyof RiskLimits]): string {
  if (value === null) return "";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.join(", ");
  return typeof value === "number" ? String(value) : JSON.stringify(value);
}
