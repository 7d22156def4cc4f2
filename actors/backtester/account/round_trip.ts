/** An entry paired with its exit. Money is in dollars. */
export interface RoundTrip {
  readonly ticker: string;
  /** Units; negative: short. */
  readonly size: number;
  /** Index of the bar in which it was opened. */
  readonly entryBar: number;
  readonly exitBar: number;
  /** Prices of the fills, slippage included. */
  readonly entryPrice: number;
  readonly exitPrice: number;
  /** Commission of entry and exit. */
  readonly commission: number;
  /** What slippage made it worse, both fills; part of the prices already. */
  readonly slippage: number;
  /** What borrowing the shares cost. */
  readonly borrow: number;
  /** Profit after commission and borrowing. */
  readonly pnl: number;
}

/** A position that was not closed. */
export interface OpenPosition {
  readonly ticker: string;
  readonly size: number;
  readonly entryBar: number;
  readonly entryPrice: number;
  /** Commission of the entry; paid. */
  readonly commission: number;
  /** Borrowing costs so far. */
  readonly borrow: number;
}
