import type { OptionValues } from "../options.ts";
import { type AccountProfile, accountProfileSchema } from "../../backtester/account/profile.ts";
import { decimal } from "../../domain/money.ts";
import type { Settings } from "../settings.ts";
import type { backtestOptions } from "./options.ts";
import { UserError } from "../failures.ts";
import { slippageFromText } from "./values.ts";

/** Values of the task's options. */
export type BacktestOptionValues = OptionValues<typeof backtestOptions>;

/** The profile of a strategy for itself. Throws a {@link UserError}. */
export function profileOf(options: BacktestOptionValues, settings: Settings): AccountProfile {
  return accountProfileSchema.parse({
    cash: options.cash ?? Number(settings.startingCash),
    equityFraction: options.equityFraction,
    fractional: options.fractional,
    sides: options.sides,
    commission: {
      fraction: options.commission,
      perShare: options.commissionPerShare,
      perOrder: options.commissionPerOrder,
      minimum: options.commissionMinimum,
    },
    slippage: slippageFromText(options.slippage ?? "none"),
    borrowRate: options.borrowRate,
    finalize: !options.keepOpen,
  });
}

/** Options that the pipeline has no use for: its own risk, sizing and exchange decide. */
const REFERENCE_ONLY = [
  ["commissionMinimum", "--commission-minimum"],
  ["borrowRate", "--borrow-rate"],
  ["keepOpen", "--keep-open"],
  ["monteCarlo", "--monte-carlo"],
  ["randomEntry", "--random-entry"],
  ["walkForward", "--walk-forward"],
  ["resume", "--resume"],
] as const;

/** The executor's configuration for a backtest of the pipeline. Throws a {@link UserError}. */
export function executorConfig(options: BacktestOptionValues, settings: Settings) {
  for (const [name, flag] of REFERENCE_ONLY) {
    if (options[name] !== undefined && options[name] !== false) throw onlyAlone(flag);
  }
  if (options.params.length > 0) throw onlyAlone("--params");
  if (options.sweep.length > 0) throw onlyAlone("--sweep");
  const slippage = slippageFromText(options.slippage ?? "bps:1");
  if (slippage.model !== "none" && slippage.model !== "bps") {
    throw new UserError(
      `--slippage must be none or bps:N for the ensemble, but is "${options.slippage}".`,
    );
  }
  if (options.sides === "short") {
    throw new UserError('--sides must be both or long for the ensemble, but is "short".');
  }
  const allowShort = options.sides === undefined ? settings.shorting : options.sides === "both";
  const { commission, commissionPerOrder, commissionPerShare, equityFraction } = options;
  const text = (value: number | undefined) =>
    value === undefined ? undefined : decimal(value).toFixed();
  return {
    account: "backtest",
    startingCash: text(options.cash) ?? settings.startingCash,
    limits: { allowShort },
    sizing: { equityFraction, fractional: options.fractional },
    exchange: {
      allowShort,
      slippageBps: slippage.model === "bps" ? slippage.bps : 0,
      feePerShare: text(commissionPerShare),
      feePerOrder: text(commissionPerOrder),
      feeFraction: commission,
    },
  };
}

function onlyAlone(flag: string): UserError {
  return new UserError(
    `${flag} is for a strategy on its own; the ensemble has no use for it. Name one with --strategy.`,
  );
}
