import { z } from "zod";
import type { Millis, SystemClock } from "../../../../runtime/clock/clock.ts";
import { decodedBody } from "../http/body.ts";
import type { HttpClient } from "../http/client.ts";
import { judgeStatus } from "../http/status.ts";
import type { SourceFailure } from "../source.ts";

/** What an application got when it was registered with Reddit. */
export interface RedditCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** A token, or why there is none. */
export type TokenResult =
  | { readonly ok: true; readonly token: string }
  | { readonly ok: false; readonly failure: SourceFailure; readonly waitMs: number | null };

/** Renewed so long before its end, that no request runs into it. */
const SPARE_MS = 60_000;

const BODY_BYTES_MAX = 65_536;

const tokenSchema = z.object({
  access_token: z.string().min(1).max(4_096).regex(/^[\x21-\x7e]+$/),
  expires_in: z.number().positive(),
});

/** An application's own token (RFC 6749, 4.4: client credentials), kept in memory and renewed. */
export class RedditToken {
  #token: { readonly text: string; readonly until: Millis } | null = null;

  constructor(
    private readonly url: string,
    private readonly credentials: RedditCredentials,
    private readonly http: HttpClient,
    private readonly clock: SystemClock,
  ) {}

  /** The token in force, asked for where there is none. */
  async get(signal: AbortSignal): Promise<TokenResult> {
    if (this.#token !== null && this.clock.now() < this.#token.until) {
      return { ok: true, token: this.#token.text };
    }
    const { clientId, clientSecret } = this.credentials;
    const result = await this.http.send({
      method: "POST",
      url: this.url,
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
      secretHeaders: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
      body: "grant_type=client_credentials",
      secretAnswer: true,
    }, signal);
    if (!result.ok) return { ...result, waitMs: null };
    const verdict = judgeStatus(result.answer, this.clock.now());
    if (verdict.kind === "failed") {
      const message = verdict.failure.code === "unauthorised"
        ? "Reddit does not accept the application's credentials; check client id and secret"
        : verdict.failure.message;
      return { ok: false, failure: { ...verdict.failure, message }, waitMs: verdict.waitMs };
    }
    const body = await decodedBody(result.answer, BODY_BYTES_MAX);
    const parsed = body.ok ? tokenSchema.safeParse(parseJson(body.bytes)) : null;
    if (!parsed?.success) {
      const message = "Reddit's answer to the application's credentials holds no token";
      return { ok: false, failure: { code: "unauthorised", message }, waitMs: null };
    }
    const { access_token: text, expires_in } = parsed.data;
    this.#token = { text, until: this.clock.now() + expires_in * 1000 - SPARE_MS };
    return { ok: true, token: text };
  }

  /** Forgets the token: it was refused. */
  drop(): void {
    this.#token = null;
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
