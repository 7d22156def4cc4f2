import type { Millis } from "../../../../runtime/clock/clock.ts";
import type { SourceFailure } from "../source.ts";
import type { HttpAnswer } from "./client.ts";
import { retryAfterMs } from "./retry_after.ts";

/** What an answer's status means to a source. */
export type StatusVerdict =
  | { readonly kind: "content" }
  | { readonly kind: "unchanged"; readonly waitMs: number | null }
  | { readonly kind: "failed"; readonly failure: SourceFailure; readonly waitMs: number | null };

/** Judges an answer by its status alone; whoever asked still has to look at what it holds. */
export function judgeStatus(answer: HttpAnswer, now: Millis): StatusVerdict {
  const { status, headers } = answer;
  if (status >= 200 && status < 300) return { kind: "content" };
  const waitMs = retryAfterMs(headers["retry-after"], now);
  if (status === 304) return { kind: "unchanged", waitMs };
  const host = URL.parse(answer.url)?.host ?? answer.url;
  const code = status === 429
    ? "rate_limited"
    : status === 401 || status === 403
    ? "unauthorised"
    : "http_status";
  const message = `${host} answered ${status}${MEANINGS[status] ?? meaning(status)}`;
  return { kind: "failed", failure: { code, message }, waitMs };
}

const MEANINGS: Readonly<Record<number, string>> = {
  401: ": it wants other credentials",
  403: ": it does not let us in",
  404: ": there is nothing at this address; correct the URL or take the source out",
  410: ": what was there is gone for good; take the source out",
  429: ": it is asked too often",
};

function meaning(status: number): string {
  if (status >= 500) return ": the server is in trouble";
  return status >= 300 && status < 400 ? " without saying where to" : "";
}
