import { plainNumber } from "../../domain/csv_table.ts";
import { type Slippage, slippageSchema } from "../../backtester/account/costs.ts";
import { UserError } from "../failures.ts";

/**
 * Parameters from texts like `fast=10`: numbers and booleans are read as such, anything else stays
 * text. Throws a {@link UserError} for a text without a name, or a name given twice.
 */
export function paramsFromText(
  texts: readonly string[],
): Record<string, number | boolean | string> {
  const params: Record<string, number | boolean | string> = {};
  for (const text of texts) {
    const [name, ...rest] = text.split("=");
    const value = rest.join("=").trim();
    if (!/^[A-Za-z_]\w*$/.test(name!.trim()) || value === "") {
      throw new UserError(
        `--params is a list of NAME=VALUE, separated by commas, but has "${text}". ` +
          `Write it like fast=10,slow=20.`,
      );
    }
    if (name!.trim() in params) {
      throw new UserError(`--params gives "${name!.trim()}" twice; give it once.`);
    }
    params[name!.trim()] = plainNumber(value) ??
      (value === "true" ? true : value === "false" ? false : value);
  }
  return params;
}

/** A slippage model from its text. Throws a {@link UserError}. */
export function slippageFromText(text: string): Slippage {
  const [name, amount] = text.split(":");
  const number = amount === undefined ? undefined : plainNumber(amount.trim()) ?? NaN;
  const parsed = slippageSchema.safeParse(
    name === "none" && amount === undefined
      ? { model: "none" }
      : name === "bps"
      ? { model: "bps", bps: number }
      : name === "half-spread"
      ? { model: "half_spread", spread: number }
      : name === "volume-share"
      ? { model: "volume_share", ...number === undefined ? {} : { impact: number } }
      : { model: name },
  );
  if (parsed.success) return parsed.data;
  throw new UserError(
    `--slippage must be none, bps:N (up to 5000), half-spread:USD (up to 1000) or ` +
      `volume-share[:IMPACT] (up to 10), but is "${text}".`,
  );
}
