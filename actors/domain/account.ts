import { z } from "zod";
import { tickerSchema } from "./market.ts";
import { priceSchema, quantitySchema, usdSchema } from "./order.ts";

/** What is held of a ticker by somebody's book. */
export const heldSchema = z.strictObject({
  ticker: tickerSchema,
  /** Negative: short. */
  quantity: quantitySchema,
  /** Paid for it, without fees; negative for a short. */
  cost: usdSchema,
});

/** The executor's book beside the broker's account, as both were at one moment. */
export const accountSnapshotSchema = z.strictObject({
  account: z.string().min(1).max(64),
  /** Why it was taken: the first that was ever taken, or a session has closed. */
  cause: z.enum(["begin", "close"]),
  /** Date of the session that closed; null with `begin`. */
  session: z.iso.date().nullable(),
  book: z.strictObject({
    startingCash: usdSchema,
    cash: usdSchema,
    /** Of tickers that were ever traded. */
    tickers: z.array(heldSchema.extend({
      realised: usdSchema,
      fees: usdSchema,
      /** Last price; null before the first bar. */
      mark: priceSchema.nullable(),
    })).max(10_000),
  }),
  /** What the broker says; null where it could not be asked, for `unknown`. */
  broker: z.strictObject({ cash: usdSchema, held: z.array(heldSchema).max(10_000) }).nullable(),
  /** Why the broker could not be asked; null where it was. */
  unknown: z.string().max(500).nullable(),
});
export type AccountSnapshot = z.output<typeof accountSnapshotSchema>;

/**
 * Why money moved without an order of ours. `trade`: somebody else's on the account; `other`: a journal
 * between accounts and whatever came after this was written.
 */
export const cashMovementKindSchema = z.enum([
  "deposit",
  "withdrawal",
  "dividend",
  "interest",
  "fee",
  "trade",
  "rounding",
  "other",
]);
export type CashMovementKind = z.output<typeof cashMovementKindSchema>;

/** Money that moved without an order of ours, as the executor has booked it. */
export const bookedMovementSchema = z.strictObject({
  account: z.string().min(1).max(64),
  /** The broker's id of it. */
  id: z.string().min(1).max(200),
  kind: cashMovementKindSchema,
  /** Positive: the account has more. */
  amount: usdSchema,
  about: z.string().max(200),
  ticker: z.string().max(32).nullable(),
});
export type BookedMovement = z.output<typeof bookedMovementSchema>;

/** What an account is worth, by the trades that were told of. */
export const portfolioSnapshotSchema = z.strictObject({
  account: z.string().min(1).max(64),
  cause: z.enum(["schedule", "fill", "close"]),
  cash: usdSchema,
  equity: usdSchema,
  /** Worth of long and of short positions; the second is not above zero. */
  longValue: usdSchema,
  shortValue: usdSchema,
  /** Of everything closed, before fees. */
  realised: usdSchema,
  unrealised: usdSchema,
  fees: usdSchema,
  positions: z.array(z.strictObject({
    ticker: tickerSchema,
    quantity: quantitySchema,
    cost: usdSchema,
    price: priceSchema.nullable(),
    value: usdSchema,
  })).max(10_000),
});
export type PortfolioSnapshot = z.output<typeof portfolioSnapshotSchema>;
