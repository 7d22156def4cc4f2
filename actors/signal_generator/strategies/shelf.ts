import { breakout } from "./breakout.ts";
import { meanReversion } from "./mean_reversion.ts";
import { momentum } from "./momentum.ts";
import { newsDriven } from "./news_driven.ts";
import { smaCross } from "./sma_cross.ts";
import type { Strategy } from "./strategy.ts";
import { volatilityTarget } from "./volatility_target.ts";

/** The strategies that come with the system, in order of name: every one in this folder. */
export const shippedStrategies: readonly Strategy[] = [
  breakout,
  meanReversion,
  momentum,
  newsDriven,
  smaCross,
  volatilityTarget,
];
