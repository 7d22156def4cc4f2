import type { SourceFailure } from "../source.ts";

/** One request of a source. */
export interface HttpRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Headers that nobody may see but the host asked: never recorded, and never sent elsewhere. */
  readonly secretHeaders?: Readonly<Record<string, string>>;
  /** Sent as it is. */
  readonly body?: string;
  /** The answer holds a secret (a token): it is never recorded. */
  readonly secretAnswer?: boolean;
}

/** What came back, byte for byte: the body is still encoded as the headers say. */
export interface HttpAnswer {
  /** Where it came from in the end, after redirects. */
  readonly url: string;
  readonly status: number;
  /** Names in lower case; a repeated header's values are joined by ", ". */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** An answer of any status, or why there is none. */
export type HttpResult =
  | { readonly ok: true; readonly answer: HttpAnswer }
  | { readonly ok: false; readonly failure: SourceFailure };

/** How sources reach the network; rejects only with the reason of an aborted signal. */
export interface HttpClient {
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpResult>;
}

/** Bounds of one request, redirects and body included. */
export interface HttpLimits {
  /** From the call to the last byte. */
  readonly totalMs: number;
  /** Without a single byte. */
  readonly idleMs: number;
  /** As sent, and again once decompressed. */
  readonly bodyBytesMax: number;
  readonly redirectsMax: number;
}

/** 30 s in all, 10 s of silence, 8 MiB, 5 redirects. */
export const HTTP_LIMITS: HttpLimits = {
  totalMs: 30_000,
  idleMs: 10_000,
  bodyBytesMax: 8 * 1024 * 1024,
  redirectsMax: 5,
};

/** A result without an answer. */
export function failed(code: SourceFailure["code"], message: string): {
  readonly ok: false;
  readonly failure: SourceFailure;
} {
  return { ok: false, failure: { code, message } };
}
