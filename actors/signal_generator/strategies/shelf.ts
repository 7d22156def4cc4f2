import { meanReversion } from "./mean_reversion.ts";
import { momentum } from "./momentum.ts";
import { newsDriven } from "./news_driven.ts";
import type { Strategy } from "./strategy.ts";

/** The strategies that come with the system, in order of name. */
export const shippedStrategies: readonly Strategy[] = [meanReversion, momentum, newsDriven];
