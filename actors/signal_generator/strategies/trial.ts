import { isDeepStrictEqual } from "node:util";
import { type Bar, barSchema } from "../../domain/market.ts";
import { emptyTickerSentiment } from "../../domain/ticker_sentiment.ts";
import type { PreparedStrategy, Strategy } from "./strategy.ts";

const NAME = /^[a-z][a-z0-9_]{0,63}$/;
/** Bars that are tried beyond the warm-up. */
const BARS_BEYOND = 200;
/** Bars at the end over which the memory's growth is looked at. */
const BARS_COUNTED = 50;
const WARM_UP_MAX = 100_000;

/** Whether a value was made by `defineStrategy`. */
export function isStrategy(value: unknown): value is Strategy {
  return typeof value === "object" && value !== null && "prepare" in value &&
    typeof value.prepare === "function" && "name" in value && "paramsSchema" in value &&
    "enabledByDefault" in value;
}

/**
 * What is wrong with a strategy, found by trying it with its defaults on a made-up market; null where
 * nothing is. A memory that does not survive being saved would make a restart change decisions.
 */
export function trialFault(strategy: Strategy): string | null {
  const { name } = strategy;
  if (typeof name !== "string" || !NAME.test(name)) {
    return `a strategy's name is lower-case letters, digits and underscores; found ${
      JSON.stringify(name)
    }`;
  }
  if (typeof strategy.enabledByDefault !== "boolean") {
    return `strategy ${name}: enabledByDefault is true or false; found ${
      JSON.stringify(strategy.enabledByDefault)
    }`;
  }
  try {
    const prepared = strategy.prepare({});
    const { warmUp } = prepared;
    if (!Number.isInteger(warmUp) || warmUp < 0 || warmUp > WARM_UP_MAX) {
      return `strategy ${name}: warmUp is a whole number of bars from 0 to ${WARM_UP_MAX}; found ` +
        String(warmUp);
    }
    return memoryFault(prepared);
  } catch (error) {
    // What it says of itself is named already.
    const message = error instanceof Error ? error.message : String(error);
    return message.startsWith(`strategy ${name}`) ? message : `strategy ${name}: ${message}`;
  }
}

function memoryFault(strategy: PreparedStrategy): string | null {
  const { name, warmUp } = strategy;
  const whole = strategy.init();
  let restarted = strategy.init();
  let before = 0;
  for (let i = 0; i < warmUp + BARS_BEYOND; i++) {
    const context = { bar: trialBar(i), news: emptyTickerSentiment() };
    const odd = notJson(restarted, "memory");
    if (odd !== null) {
      return `strategy ${name}: what it remembers is plain JSON (finite numbers, text, true, false, ` +
        `null, lists, objects); after ${i} bars there is ${odd}`;
    }
    restarted = JSON.parse(JSON.stringify(restarted));
    if (i === warmUp + BARS_BEYOND - BARS_COUNTED) before = countOf(restarted);
    if (i === warmUp + BARS_BEYOND / 2) {
      strategy.onSplit(whole, 2);
      strategy.onSplit(restarted, 2);
    }
    const opinion = strategy.evaluate(whole, context);
    if (!isDeepStrictEqual(strategy.evaluate(restarted, context), opinion)) {
      return `strategy ${name}: nothing but memory, bar, news and parameters may decide; after a ` +
        `restart at bar ${i} it decides otherwise`;
    }
  }
  const grown = countOf(restarted) - before;
  if (grown >= BARS_COUNTED) {
    return `strategy ${name}: what it remembers is bounded; the last ${BARS_COUNTED} bars of the ` +
      `trial, all after its warm-up, added ${grown} values`;
  }
  return null;
}

/** How many values a memory holds. */
function countOf(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce((total: number, each) => total + countOf(each), 0);
}

/** Where a value is not plain JSON, and what is there; null where all of it is. */
function notJson(value: unknown, where: string): string | null {
  if (value === null || typeof value === "string" || typeof value === "boolean") return null;
  if (typeof value === "number") return Number.isFinite(value) ? null : `${value} in ${where}`;
  if (typeof value !== "object") return `a value of type ${typeof value} in ${where}`;
  const prototype = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) {
    return `an object of class ${prototype.constructor?.name ?? "unknown"} in ${where}`;
  }
  for (const [name, each] of Object.entries(value)) {
    const odd = notJson(each, `${where}.${name}`);
    if (odd !== null) return odd;
  }
  return null;
}

/** A market with trends, turns and a little noise, the same in every trial. */
function trialBar(i: number): Bar {
  const close = 100 + 10 * Math.sin(i / 25) + (i * 7919 % 101) / 100;
  const startsAt = Date.UTC(2024, 0, 2, 14, 30) + i * 60_000;
  return barSchema.parse({
    ticker: "TRIAL",
    timeframe: "1m",
    startsAt,
    at: startsAt + 60_000,
    open: close,
    high: close + 0.5,
    low: close - 0.5,
    close,
    volume: 1_000 + i % 7,
    warmup: false,
  });
}
