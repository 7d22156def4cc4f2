import type { AlpacaCredentials } from "../credentials.ts";
import { RestFaults } from "./faults.ts";
import { type SimBar, SimMarketDataRest, type SimPlan, wireBar } from "./rest.ts";
import { SimMarketDataStream } from "./stream.ts";
import { Wire } from "./wire.ts";

/** The account's key pair that the simulator knows. */
export const SIM_CREDENTIALS: AlpacaCredentials = { keyId: "PKTEST", secret: "not-a-secret" };

/** What becomes of a bar that the simulated market makes. */
export interface Reach {
  /** Whether the stream tells it. */
  readonly stream?: boolean;
  /** Whether REST has it. */
  readonly rest?: boolean;
}

/**
 * Alpaca's market data on this machine: REST and stream of one account, with faults on demand. Other
 * hosts of Alpaca (trading, news) can be served beside it through {@link fallback}.
 */
export class AlpacaSimulator implements AsyncDisposable {
  readonly plan: SimPlan = { realtimeSip: false, now: 0 };
  readonly rest = new SimMarketDataRest(this.plan);
  readonly faults = new RestFaults();
  readonly stream: SimMarketDataStream;
  readonly wire: Wire;
  /** Every REST request that came, refused ones included. */
  readonly requests: URL[] = [];
  /** What `GET /v2/assets` of the trading host lists, as Alpaca words it. */
  readonly assets: Readonly<Record<string, unknown>>[] = [];
  /** Answers what is not market data; null: not found. */
  fallback: (request: Request, url: URL) => Response | null | Promise<Response | null> = () => null;
  readonly #stop = new AbortController();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(readonly credentials: AlpacaCredentials = SIM_CREDENTIALS) {
    this.stream = new SimMarketDataStream(credentials);
    this.#server = Deno.serve({
      hostname: "127.0.0.1",
      port: 0,
      signal: this.#stop.signal,
      onListen: () => {},
      onError: () => new Response(null, { status: 500 }),
    }, (request) => this.#handle(request));
    this.wire = new Wire(this.#server.addr.port);
  }

  /** Base of the REST URLs. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** The stream's URL; it goes through {@link wire}. */
  get streamUrl(): string {
    return `ws://127.0.0.1:${this.wire.port}/v2/iex`;
  }

  /** The market made a minute bar: REST has it, and the stream tells it, unless said otherwise. */
  bar(symbol: string, bar: SimBar, { stream = true, rest = true }: Reach = {}): void {
    if (rest) this.rest.put(symbol, bar);
    if (stream) this.stream.emit("bars", [{ T: "b", S: symbol, ...wireBar(bar) } as { S: string }]);
  }

  /** Late trades changed a minute bar. */
  update(symbol: string, bar: SimBar, { stream = true, rest = true }: Reach = {}): void {
    if (rest) this.rest.put(symbol, bar);
    if (stream) {
      this.stream.emit("updatedBars", [{ T: "u", S: symbol, ...wireBar(bar) } as { S: string }]);
    }
  }

  /** Trading in a symbol was halted (`H`) or resumed (`T`), or what else the code says. */
  status(symbol: string, code: string, meaning: string, at: number): void {
    const t = new Date(at).toISOString();
    const message = { T: "s", S: symbol, sc: code, sm: meaning, rc: "", rm: "", t, z: "C" };
    this.stream.emit("statuses", [message]);
  }

  async #handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const isStream = /^\/v2\/[a-z_]+$/.test(url.pathname);
    if (isStream && request.headers.get("upgrade") === "websocket") {
      return this.stream.upgrade(request);
    }
    this.requests.push(url);
    const { headers } = request;
    const { keyId, secret } = this.credentials;
    const isKnown = headers.get("apca-api-key-id") === keyId &&
      headers.get("apca-api-secret-key") === secret;
    if (!isKnown) return Response.json({ message: "forbidden." }, { status: 401 });
    const other = await this.fallback(request, url);
    return await this.faults.answer(() =>
      other ?? this.#assetList(url) ?? this.rest.answer(url) ??
        Response.json({ message: "endpoint not found." }, { status: 404 })
    );
  }

  #assetList({ pathname, searchParams }: URL): Response | null {
    if (pathname !== "/v2/assets") return null;
    const [status, kind] = [searchParams.get("status"), searchParams.get("asset_class")];
    return Response.json(
      this.assets.filter((asset) =>
        (status === null || asset.status === status) && asset.class === (kind ?? "us_equity")
      ),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stream.drop();
    await this.wire[Symbol.asyncDispose]();
    this.#stop.abort();
    await this.#server.finished.catch(() => {});
  }
}
