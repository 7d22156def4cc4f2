/** Why a ticker was read in a text: the rule that found it. */
export type TickerEvidence =
  | "cashtag"
  | "exchange"
  | "company"
  | "alias"
  | "person"
  | "product"
  | "attached";

/** One place where a text names a listed company. */
export interface TickerMention {
  readonly ticker: string;
  readonly evidence: TickerEvidence;
  /** The text that was matched, as written. */
  readonly matched: string;
  /** Where `matched` starts in the text searched, in UTF-16 units. */
  readonly offset: number;
}
