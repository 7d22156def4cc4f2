/** Why a ticker was read in a text: the rule that found it. */
export type TickerEvidence =
  | "cashtag"
  | "exchange"
  /** The bare symbol in capitals. */
  | "symbol"
  | "company"
  | "alias"
  | "person"
  | "product"
  /** The source says so itself. */
  | "attached";

/** One place where a text names a listed company. */
export interface TickerMention {
  readonly ticker: string;
  readonly evidence: TickerEvidence;
  /** Where it was found. */
  readonly where: "title" | "summary" | "attached";
  /** The text that was matched, as written. */
  readonly matched: string;
  /** Where `matched` starts in that text, in UTF-16 units; of an attached ticker, its place in the list. */
  readonly offset: number;
}

/** A mention before it is known which text it stands in. */
export type Found = Omit<TickerMention, "where">;
