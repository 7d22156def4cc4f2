import { z } from "zod";

/** Why a stream or a request of Alpaca's did not give what was wanted. */
export interface AlpacaFailure {
  readonly code: "unreachable" | "timeout" | "unreadable" | "unauthorised";
  readonly message: string;
}

/** What every stream of Alpaca's protocol says beside its data. */
export type ControlEvent =
  | { readonly kind: "connected" }
  | { readonly kind: "authenticated" }
  /** Everything that is subscribed now, by channel. */
  | { readonly kind: "subscribed"; readonly channels: Readonly<Record<string, readonly string[]>> }
  | {
    readonly kind: "error";
    readonly failure: AlpacaFailure;
    /** The protocol's number; null where a frame itself was at fault. */
    readonly code: number | null;
    /** Trying again soon changes nothing: an account, a key or a list of symbols is at fault. */
    readonly permanent: boolean;
  };

/** Reads one message of data by its kind (`T`); nothing for kinds that are not known. */
export type DataReader<D> = (kind: string, message: unknown) => readonly D[];

const symbolsSchema = z.array(z.string());
const controlSchema = z.discriminatedUnion("T", [
  z.object({ T: z.literal("success"), msg: z.string() }),
  z.looseObject({ T: z.literal("subscription") }),
  z.object({ T: z.literal("error"), code: z.number().nullish(), msg: z.string().nullish() }),
]);

/** What a second try does not mend: credentials, number of symbols, plan, channel, scope. */
const PERMANENT = new Set([402, 405, 409, 410, 411]);

/** Of those, the ones that another key pair or plan would mend. */
const UNAUTHORISED = new Set([402, 409, 411]);

/** Codes that answer a repeated request and break nothing. */
const HARMLESS = new Set([403]);

/**
 * Reads one frame: an array of messages. One that is not what the protocol says is an error event.
 * @param stream how the stream is called in messages, for example "Alpaca's news stream"
 */
export function readFrame<D>(
  text: string,
  stream: string,
  readData: DataReader<D>,
): readonly (ControlEvent | D)[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return [protocolError(stream, "a frame is no JSON")];
  }
  if (!Array.isArray(json)) return [protocolError(stream, "a frame is no array of messages")];
  return json.flatMap((message: unknown) => readMessage(message, stream, readData));
}

function readMessage<D>(
  message: unknown,
  stream: string,
  readData: DataReader<D>,
): readonly (ControlEvent | D)[] {
  const kind = z.object({ T: z.string() }).safeParse(message).data?.T;
  // Kinds of message that came after this was written are no reason to stop.
  if (kind === undefined) return [];
  const control = controlSchema.safeParse(message).data;
  if (control === undefined) return readData(kind, message);
  if (control.T === "subscription") {
    const channels: Record<string, readonly string[]> = {};
    for (const [name, value] of Object.entries(control)) {
      const symbols = symbolsSchema.safeParse(value);
      if (symbols.success) channels[name] = symbols.data;
    }
    return [{ kind: "subscribed", channels }];
  }
  if (control.T === "success") {
    const known = control.msg === "connected" || control.msg === "authenticated";
    return known ? [{ kind: control.msg as "connected" | "authenticated" }] : [];
  }
  const code = control.code ?? 0;
  if (HARMLESS.has(code)) return [];
  return [{
    kind: "error",
    failure: {
      code: UNAUTHORISED.has(code) ? "unauthorised" : "unreachable",
      message: `${stream} says ${code}: ${control.msg ?? "no reason"}`,
    },
    code,
    permanent: PERMANENT.has(code),
  }];
}

function protocolError(stream: string, what: string): ControlEvent {
  const message = `${stream} does not keep its protocol: ${what}`;
  return { kind: "error", failure: { code: "unreadable", message }, code: null, permanent: false };
}
