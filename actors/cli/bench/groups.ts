import { backtestGroup } from "./backtest.ts";
import { dashboardGroup } from "./dashboard.ts";
import type { BenchGroup } from "./group.ts";
import { executionGroup } from "./execution.ts";
import { indicatorsGroup } from "./indicators.ts";
import { learningGroup } from "./learning.ts";
import { mailboxGroup } from "./mailbox.ts";
import { pipelineGroup } from "./pipeline.ts";
import { sentimentGroup } from "./sentiment.ts";
import { storeGroup } from "./store.ts";
import { storiesGroup } from "./stories.ts";
import { tickersGroup } from "./tickers.ts";
import { websocketGroup } from "./websocket.ts";

/** Every group of `deno task bench`, in the order in which they run. */
export const BENCH_GROUPS: readonly BenchGroup[] = [
  mailboxGroup,
  storeGroup,
  pipelineGroup,
  executionGroup,
  indicatorsGroup,
  sentimentGroup,
  tickersGroup,
  storiesGroup,
  backtestGroup,
  learningGroup,
  websocketGroup,
  dashboardGroup,
];
