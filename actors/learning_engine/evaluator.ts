import { z } from "zod";
import { decimal, type Usd, usd } from "../domain/money.ts";
import type { Side, Vote } from "../domain/signal.ts";

/** A strategy's part in an entry, above 0; the parts of one entry come to 1. */
export const shareSchema = z.strictObject({
  strategy: z.string().min(1).max(64),
  share: z.number().positive().max(1),
});
/** Who voted for an entry, in order of name; empty where nobody is known to. */
export const sharesSchema = z.array(shareSchema).max(64);
export type Shares = z.output<typeof sharesSchema>;

/**
 * Who voted for a side, each in proportion to weight x strength. Votes against it and votes without
 * weight have no part: they neither earned nor lost what came of it.
 */
export function sharesOf(side: Side, votes: readonly Vote[]): Shares {
  const direction = side === "buy" ? 1 : -1;
  const backers = votes
    .filter((vote) => vote.direction === direction && vote.weight * vote.strength > 0)
    .map(({ strategy, weight, strength }) => ({ strategy, force: weight * strength }))
    .sort((a, b) => a.strategy < b.strategy ? -1 : 1);
  const total = backers.reduce((sum, { force }) => sum + force, 0);
  return backers.map(({ strategy, force }) => ({ strategy, share: force / total }));
}

/** A strategy's part in a profit or loss. */
export interface Credit {
  readonly strategy: string;
  readonly share: number;
  readonly pnl: Usd;
}

/** Parts a profit or loss among those who are credited for it; the last takes what rounding left. */
export function creditsOf(pnl: Usd, shares: Shares): readonly Credit[] {
  let left = decimal(pnl);
  return shares.map(({ strategy, share }, i) => {
    const part = i === shares.length - 1 ? usd(left) : usd(decimal(pnl).times(share));
    left = left.minus(part);
    return { strategy, share, pnl: part };
  });
}
