import { z } from "zod";
import type { SkippedEntry, SourceFailure, SourceItem } from "../source.ts";
import { readNews } from "./news.ts";

/** What the news socket says; every frame is an array of these. */
export type StreamEvent =
  | { readonly kind: "connected" }
  | { readonly kind: "authenticated" }
  | { readonly kind: "subscribed"; readonly news: readonly string[] }
  | { readonly kind: "item"; readonly item: SourceItem }
  | { readonly kind: "skipped"; readonly entry: SkippedEntry }
  | {
    readonly kind: "error";
    readonly failure: SourceFailure;
    /** Trying again soon changes nothing: an account or a key is at fault. */
    readonly permanent: boolean;
  };

const controlSchema = z.discriminatedUnion("T", [
  z.object({ T: z.literal("success"), msg: z.string() }),
  z.object({ T: z.literal("subscription"), news: z.array(z.string()).nullish() }),
  z.object({ T: z.literal("error"), code: z.number().nullish(), msg: z.string().nullish() }),
]);

/** Codes of the stream's errors that a second try does not mend: credentials, plan, scope. */
const PERMANENT = new Set([402, 409, 410, 411]);

/** Codes that answer a repeated request and break nothing. */
const HARMLESS = new Set([403]);

/** Reads one frame; one that is not what the protocol says is an error event. */
export function readFrame(text: string): readonly StreamEvent[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return [protocolError("a frame is no JSON")];
  }
  if (!Array.isArray(json)) return [protocolError("a frame is no array of messages")];
  return json.flatMap((message: unknown) => readMessage(message));
}

function readMessage(message: unknown): readonly StreamEvent[] {
  const kind = z.object({ T: z.string() }).safeParse(message).data?.T;
  if (kind === "n") {
    const read = readNews(message);
    return "why" in read ? [{ kind: "skipped", entry: read }] : [{ kind: "item", item: read.item }];
  }
  const control = controlSchema.safeParse(message).data;
  // Kinds of message that came after this was written are no reason to stop.
  if (control === undefined) return [];
  if (control.T === "subscription") return [{ kind: "subscribed", news: control.news ?? [] }];
  if (control.T === "success") {
    if (control.msg === "connected" || control.msg === "authenticated") {
      return [{ kind: control.msg }];
    }
    return [];
  }
  const code = control.code ?? 0;
  if (HARMLESS.has(code)) return [];
  const permanent = PERMANENT.has(code);
  return [{
    kind: "error",
    failure: {
      code: code === 402 || code === 411 || code === 409 ? "unauthorised" : "unreachable",
      message: `Alpaca's news stream says ${code}: ${control.msg ?? "no reason"}`,
    },
    permanent,
  }];
}

function protocolError(what: string): StreamEvent {
  const message = `Alpaca's news stream does not keep its protocol: ${what}`;
  return { kind: "error", failure: { code: "unreadable", message }, permanent: false };
}
