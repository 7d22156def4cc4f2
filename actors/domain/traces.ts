import type { Millis } from "../../runtime/clock/clock.ts";

/** The trace of a headline, from when it is told. */
export const articleTrace = (articleId: string): string => `article ${articleId}`;

/** The trace of the bars that are told together: those of one moment. */
export const barsTrace = (at: Millis): string => `bars ${at}`;

/** The trace of a signal: the decision about it, its orders, and their executions. */
export const signalTrace = (signalId: string): string => `signal ${signalId}`;
