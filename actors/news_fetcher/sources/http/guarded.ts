import { lookup } from "node:dns/promises";
import type { SystemClock } from "../../../../runtime/clock/clock.ts";
import {
  failed,
  HTTP_LIMITS,
  type HttpClient,
  type HttpLimits,
  type HttpRequest,
  type HttpResult,
} from "./client.ts";
import { exchange } from "./exchange.ts";
import type { AllowedHosts } from "../../../domain/news_destination.ts";
import { judgeDestination, type Resolve } from "./guard.ts";

/** What a guarded client is made of; everything but the clock has a default. */
export interface GuardedHttpOptions {
  readonly clock: SystemClock;
  readonly limits?: Partial<HttpLimits>;
  readonly userAgent?: string;
  /** See {@link AllowedHosts}; none by default. */
  readonly allowedHosts?: AllowedHosts;
  /** The system's resolver by default. */
  readonly resolve?: Resolve;
}

/** Many servers turn away clients that do not say who they are. */
export const USER_AGENT = "pitboss-news/1.0 (feed reader)";

/** Passed as reason where the client itself ends a request. */
const OVERTIME = new Error("the request took too long");

/**
 * HTTP for addresses that others chose: every hop is judged after name resolution and connects to the
 * very address that was judged (see {@link judgeDestination}); time, size and redirects are bounded.
 * A request that carries secrets or a body follows no redirect.
 */
export function guardedHttp(options: GuardedHttpOptions): HttpClient {
  const { clock, allowedHosts = [], resolve = systemResolve, userAgent = USER_AGENT } = options;
  const limits = { ...HTTP_LIMITS, ...options.limits };
  return {
    async send(request, signal) {
      signal.throwIfAborted();
      const overtime = new AbortController();
      const cancel = clock.after(limits.totalMs, () => overtime.abort(OVERTIME));
      const stop = AbortSignal.any([signal, overtime.signal]);
      try {
        return await follow(request, stop);
      } catch (error) {
        signal.throwIfAborted();
        if (error !== OVERTIME) throw error;
        const host = URL.parse(request.url)?.host ?? request.url;
        return failed("timeout", `${host} was not done within ${limits.totalMs / 1000} s`);
      } finally {
        cancel();
      }
    },
  };

  async function follow(request: HttpRequest, stop: AbortSignal): Promise<HttpResult> {
    let url = request.url;
    for (let redirects = 0;; redirects++) {
      const judged = judgeDestination(url, allowedHosts, resolve);
      const destination = await orAborted(judged, stop);
      if (!destination.ok) return destination;
      const headers = {
        accept: "*/*",
        "accept-encoding": "gzip, deflate, br",
        "user-agent": userAgent,
        ...request.headers,
        ...request.secretHeaders,
      };
      const result = await exchange({ destination, request, headers, limits, clock, stop });
      if (!result.ok) return result;
      const { status, headers: { location } } = result.answer;
      if (!REDIRECTS.includes(status) || location === undefined) return result;
      if (request.method !== "GET" || request.secretHeaders !== undefined) {
        return failed(
          "http_status",
          `${destination.url.host} answered ${status} to a request with credentials, which is not sent elsewhere`,
        );
      }
      if (redirects === limits.redirectsMax) {
        return failed(
          "too_many_redirects",
          `${request.url} was redirected more than ${limits.redirectsMax} times, last to ${location}`,
        );
      }
      const next = URL.parse(location, url);
      if (next === null) {
        return failed("address_refused", `${url} was redirected to "${location}", not a URL`);
      }
      // The fragment is the reader's, and a redirect inherits it; servers never see it.
      next.hash = "";
      url = next.href;
    }
  }
}

const REDIRECTS = [301, 302, 303, 307, 308];

async function systemResolve(hostname: string): Promise<readonly string[]> {
  const found = await lookup(hostname, { all: true });
  return found.map(({ address }) => address);
}

/** Waits for something that cannot be aborted, no longer than until the signal does. */
async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}
