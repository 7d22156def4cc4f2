import { type ClientRequest, type IncomingMessage, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIPv6 } from "node:net";
import type { SystemClock } from "../../../../runtime/clock/clock.ts";
import { failed, type HttpLimits, type HttpRequest, type HttpResult } from "./client.ts";

/** One request to one of the given addresses. */
export interface Exchange {
  readonly destination: { readonly url: URL; readonly addresses: readonly string[] };
  readonly request: HttpRequest;
  readonly headers: Readonly<Record<string, string>>;
  readonly limits: HttpLimits;
  readonly clock: SystemClock;
  /** Rejects with its reason when it aborts. */
  readonly stop: AbortSignal;
}

/** Sends one request to the given addresses, whatever the host's name resolves to by now. */
export function exchange(what: Exchange): Promise<HttpResult> {
  const { destination: { url }, request, headers, limits, clock, stop } = what;
  const { promise, resolve, reject } = Promise.withResolvers<HttpResult>();
  let cancelIdle = () => {};
  let sent: ClientRequest | null = null;
  const settle = (result: HttpResult) => {
    finish();
    resolve(result);
  };
  const onAbort = () => {
    finish();
    reject(stop.reason);
  };
  const finish = () => {
    cancelIdle();
    stop.removeEventListener("abort", onAbort);
    sent?.destroy();
  };
  const awake = () => {
    cancelIdle();
    cancelIdle = clock.after(
      limits.idleMs,
      () => settle(failed("timeout", `${url.host} sent nothing for ${limits.idleMs / 1000} s`)),
    );
  };
  const unreachable = (error: Error) =>
    settle(failed("unreachable", `${url.host} cannot be reached: ${reasonOf(error)}`));

  if (stop.aborted) return Promise.reject(stop.reason);
  const addresses = what.destination.addresses
    .filter((address) => mayConnect(address, url))
    .map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  const [first] = addresses;
  if (first === undefined) {
    const why = `this process may not connect to ${what.destination.addresses.join(" or ")}, ` +
      `where ${url.host} is; give it the network permission`;
    return Promise.resolve(failed("unreachable", why));
  }
  stop.addEventListener("abort", onAbort, { once: true });
  awake();
  try {
    const send = url.protocol === "https:" ? httpsRequest : httpRequest;
    sent = send(url, {
      method: request.method,
      headers,
      agent: false,
      // The name was resolved and judged; asking again could give another answer.
      lookup: (_name, options, done) => {
        // With several, Node tries one after the other: a name may have addresses of a family that
        // this machine cannot reach.
        if (options.all) done(null, addresses);
        else done(null, first.address, first.family);
      },
    });
  } catch (error) {
    unreachable(error instanceof Error ? error : new Error(String(error)));
    return promise;
  }
  sent.on("error", unreachable);
  sent.on("response", (response) => receive(response, what, { settle, awake, unreachable }));
  sent.end(request.body);
  return promise;
}

/**
 * Node's connect under Deno lets a missing permission escape as an unhandled rejection, which ends
 * the Worker; so it is asked for first. A permission for the host's name alone does not do: what is
 * connected to is the address.
 */
function mayConnect(address: string, url: URL): boolean {
  const port = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port;
  const host = `${isIPv6(address) ? `[${address}]` : address}:${port}`;
  return Deno.permissions.querySync({ name: "net", host }).state === "granted";
}

interface Hooks {
  settle(result: HttpResult): void;
  awake(): void;
  unreachable(error: Error): void;
}

function receive(response: IncomingMessage, what: Exchange, hooks: Hooks): void {
  const { destination: { url }, limits: { bodyBytesMax } } = what;
  const headers = plainHeaders(response);
  const tooLarge = () =>
    hooks.settle(
      failed("too_large", `${url.host} sent more than ${bodyBytesMax} bytes, the limit of a body`),
    );
  const status = response.statusCode ?? 0;
  // "Not modified" tells the length of what it does not send.
  const isBodiless = status === 304 || status === 204;
  const promised = isBodiless || headers["content-length"] === undefined
    ? null
    : Number(headers["content-length"]);
  if (promised !== null && promised > bodyBytesMax) return tooLarge();
  const chunks: Uint8Array[] = [];
  let length = 0;
  response.on("data", (chunk: Uint8Array) => {
    hooks.awake();
    length += chunk.length;
    if (length > bodyBytesMax) tooLarge();
    else chunks.push(chunk);
  });
  const cutShort = () =>
    hooks.settle(
      failed("unreachable", `${url.host} broke off after ${length} bytes of its answer`),
    );
  response.on("error", cutShort);
  response.on("aborted", cutShort);
  response.on("close", cutShort);
  response.on("end", () => {
    if (promised !== null && length < promised) return cutShort();
    const body = concat(chunks, length);
    const answer = { url: url.href, status, headers, body };
    hooks.settle({ ok: true, answer });
  });
}

function plainHeaders(response: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  }
  return headers;
}

function concat(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

function reasonOf(error: Error): string {
  const code = "code" in error && typeof error.code === "string" ? error.code : null;
  return code !== null && !error.message.includes(code)
    ? `${error.message} (${code})`
    : error.message;
}
