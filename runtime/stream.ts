import type { z } from "zod";

/** Schemas of the message types that a stream carries, by type name. */
export type PayloadSchemas = Readonly<Record<string, z.ZodType>>;

/** What everybody must agree on about one stream. Defined once, imported by producers and consumers. */
export interface StreamDef<
  Name extends string = string,
  Types extends PayloadSchemas = PayloadSchemas,
> {
  /** The stream's name on the wire, for example `market:bars`. */
  readonly name: Name;
  /** Version of the payload schemas. A consumer dead-letters a version that it does not know. */
  readonly version: number;
  /** Schema per message type. */
  readonly types: Types;
  /** Place among messages of the same market time: lower is handled first. */
  readonly rank: number;
  /**
   * `one`: a single producer numbers its entries without gaps (publishing is repeatable).
   * `many`: entries are numbered by the mailbox on arrival, and carry no watermarks.
   */
  readonly producers: "one" | "many";
  /** A stream that flows against the pipeline: it is never held back, or the loop could lock itself. */
  readonly feedback: boolean;
}

/** Declares a stream. */
export function defineStream<const Name extends string, const Types extends PayloadSchemas>(
  def: {
    name: Name;
    types: Types;
    rank: number;
    version?: number;
    producers?: "one" | "many";
    feedback?: boolean;
  },
): StreamDef<Name, Types> {
  return { version: 1, producers: "one", feedback: false, ...def };
}

/** The payload of type `T` on stream `S`. */
export type PayloadOf<S extends StreamDef, T extends keyof S["types"]> = z.output<S["types"][T]>;
