/** Ways in which one request to Alpaca's trading REST goes wrong. */
export type TradingFault =
  /** The request never arrives, and the connection breaks. */
  | "lost_before"
  /** The request is carried out; its answer never arrives. */
  | "lost_after"
  /** The answer never arrives, and the request is carried out only when {@link LateRequests} are. */
  | "late"
  /** The network delivers the request twice; the client sees the second answer. */
  | "duplicate"
  /** Not carried out, and told so with a server error. */
  | "500"
  /** Carried out, and a gateway's timeout is told. */
  | "504_after"
  | "429"
  /** Without any header. */
  | "429_bare"
  /** Carried out; the JSON of the answer ends in the middle. */
  | "truncated"
  /** A web page. */
  | "not_json";

/** All of them, for whoever draws one at random. */
export const TRADING_FAULTS: readonly TradingFault[] = [
  "lost_before",
  "lost_after",
  "late",
  "duplicate",
  "500",
  "504_after",
  "429",
  "429_bare",
  "truncated",
  "not_json",
];

interface Planned {
  readonly fault: TradingFault;
  readonly method: string | null;
}

/** What goes wrong with the requests to come. */
export class TradingFaults {
  readonly #planned: Planned[] = [];
  readonly #late: (() => void)[] = [];
  /** Draws a fault for a request where none is planned; null: it goes well. */
  draw: (method: string, path: string) => TradingFault | null = () => null;

  /** The next requests of a method (null: of any) fail so, one after the other. */
  next(method: string | null, ...faults: readonly TradingFault[]): void {
    for (const fault of faults) this.#planned.push({ fault, method });
  }

  /** How many of them have not happened yet. */
  get pending(): number {
    return this.#planned.length;
  }

  /** What is wrong with a request. */
  of(method: string, path: string): TradingFault | null {
    const index = this.#planned.findIndex((each) => each.method === null || each.method === method);
    if (index >= 0) return this.#planned.splice(index, 1)[0]!.fault;
    return this.draw(method, path);
  }

  /** Keeps a request that is still on its way. */
  delay(carryOut: () => void): void {
    this.#late.push(carryOut);
  }

  /** The requests that were on their way arrive. */
  arrive(): void {
    for (const carryOut of this.#late.splice(0)) carryOut();
  }

  /** How many requests are on their way. */
  get late(): number {
    return this.#late.length;
  }
}
