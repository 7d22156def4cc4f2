import type { AlpacaCredentials } from "../../../../alpaca/credentials.ts";
import type { SimAlpacaAccount } from "./account.ts";
import { TradingFaults } from "./faults.ts";
import { failed, type SimAnswer } from "./requests.ts";
import { accountView, activities, asset, clock, position, positions } from "./views.ts";

/** A request as it reached the simulated REST. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** The connection broke: there is no answer. */
export const BROKEN = Symbol("broken");

/** Alpaca's trading REST of one account: routes, keys, the rate limit and faults. */
export class SimTradingRest {
  readonly faults = new TradingFaults();
  /** Every request that came with the right keys, faulty ones included. */
  readonly requests: SeenRequest[] = [];
  /** Requests that are still allowed in this minute. */
  allowance = Infinity;

  constructor(
    readonly account: SimAlpacaAccount,
    private readonly credentials: AlpacaCredentials,
  ) {}

  /** Answers a request, or breaks its connection. */
  async answer(request: Request): Promise<Response | typeof BROKEN> {
    const url = new URL(request.url);
    const { headers, method } = request;
    const isKnown = headers.get("apca-api-key-id") === this.credentials.keyId &&
      headers.get("apca-api-secret-key") === this.credentials.secret;
    if (!isKnown) return Response.json({ message: "unauthorized." }, { status: 401 });
    const text = await request.text();
    const body: unknown = text === "" ? null : JSON.parse(text);
    this.requests.push({ method, path: url.pathname, body });
    if (this.allowance-- <= 0) return this.#tooMany(true);
    const carryOut = () => this.#route(method, url, body);
    const fault = this.faults.of(method, url.pathname);
    switch (fault) {
      case null:
        return this.#respond(carryOut());
      case "lost_before":
        return BROKEN;
      case "lost_after":
        carryOut();
        return BROKEN;
      case "late":
        this.faults.delay(carryOut);
        return BROKEN;
      case "duplicate":
        carryOut();
        return this.#respond(carryOut());
      case "500":
        return Response.json({ message: "internal server error" }, { status: 500 });
      case "504_after":
        carryOut();
        return new Response("upstream request timeout", { status: 504 });
      case "429":
      case "429_bare":
        return this.#tooMany(fault === "429");
      case "truncated": {
        const whole = JSON.stringify(carryOut().body) ?? "";
        return new Response(whole.slice(0, Math.floor(whole.length / 2)), {
          headers: { "content-type": "application/json" },
        });
      }
      case "not_json":
        return new Response("<html>maintenance</html>", {
          status: 503,
          headers: { "content-type": "text/html" },
        });
    }
  }

  #tooMany(withHeaders: boolean): Response {
    const reset = String(Math.ceil(this.account.now / 1000) + 1);
    const headers = { "x-ratelimit-limit": "200", "x-ratelimit-remaining": "0" };
    return Response.json({ message: "too many requests." }, {
      status: 429,
      headers: withHeaders ? { ...headers, "x-ratelimit-reset": reset } : {},
    });
  }

  #respond({ status, body }: SimAnswer): Response {
    const headers = { "x-ratelimit-limit": "200", "x-request-id": `sim-${this.requests.length}` };
    if (body === null) return new Response(null, { status, headers });
    return Response.json(body, { status, headers });
  }

  #route(method: string, url: URL, body: unknown): SimAnswer {
    const { account } = this;
    const { pathname, searchParams: query } = url;
    const [, , resource, id, type] = pathname.split("/");
    const of = decodeURIComponent(id ?? "");
    switch (`${method} ${resource}`) {
      case "POST orders":
        return account.post(body);
      case "GET orders:by_client_order_id":
        return account.find({ clientOrderId: query.get("client_order_id") ?? "" }, false);
      case "GET orders":
        return id === undefined
          ? account.list(query)
          : account.find({ id: of }, query.get("nested") === "true");
      case "PATCH orders":
        return account.patch(of, body as Record<string, string | undefined>);
      case "DELETE orders":
        return id === undefined ? account.deleteAll() : account.delete(of);
      case "GET positions":
        return id === undefined ? positions(account) : position(account, of);
      case "GET account":
        return id === undefined ? accountView(account) : activities(account, type, query);
      case "GET clock":
        return clock(account);
      case "GET assets":
        return asset(account, of);
      default:
        return failed(404, 40410000, "endpoint not found.");
    }
  }
}
