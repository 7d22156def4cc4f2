/** Ways in which one request to Alpaca's REST goes wrong. */
export type RestFault =
  /** 429 with the headers that say when there is room again. */
  | "429"
  /** 429 without any header. */
  | "429_bare"
  | "500"
  | "504"
  /** A 200 whose JSON ends in the middle. */
  | "truncated"
  /** A 200 that is a web page. */
  | "not_json"
  /** A 200 of JSON with another shape than promised. */
  | "other_shape"
  /** A 401 that is a web page. */
  | "401_html"
  /** The answer does not come before the connection is cut. */
  | "no_answer";

/** Faults for the requests to come, first in, first out; and an allowance of requests. */
export class RestFaults {
  readonly #queue: RestFault[] = [];
  /** Requests that are still allowed in this minute; null: no limit. */
  allowance: number | null = null;
  /** Unix seconds of the next minute, as the headers say it. */
  resetsAt = 0;

  /** The next requests fail so, one after the other. */
  next(...faults: readonly RestFault[]): void {
    this.#queue.push(...faults);
  }

  /** How many faults have not happened yet. */
  get pending(): number {
    return this.#queue.length;
  }

  /** The answer of a request that is due to fail, where `good` is what it would have been. */
  async answer(good: () => Response): Promise<Response> {
    if (this.allowance !== null && this.allowance-- <= 0) {
      this.allowance = 0;
      return this.#tooMany(true);
    }
    const fault = this.#queue.shift();
    switch (fault) {
      case undefined:
        return good();
      case "429":
        return this.#tooMany(true);
      case "429_bare":
        return this.#tooMany(false);
      case "500":
        return Response.json({ message: "internal server error" }, { status: 500 });
      case "504":
        return new Response("upstream request timeout", { status: 504 });
      case "truncated": {
        const whole = await good().text();
        return json(whole.slice(0, Math.floor(whole.length / 2)));
      }
      case "not_json":
        return new Response("<html>maintenance</html>", {
          headers: { "content-type": "text/html" },
        });
      case "other_shape":
        return json(`{"bars":{"AAPL":[{"t":"yesterday","o":"a lot"}]},"next_page_token":null}`);
      case "401_html":
        return new Response("<html>401 Authorization Required</html>", { status: 401 });
      case "no_answer":
        return new Response(new ReadableStream({ start: (c) => c.error(new Error("cut")) }));
    }
  }

  #tooMany(withHeaders: boolean): Response {
    const headers = withHeaders
      ? {
        "x-ratelimit-limit": "200",
        "x-ratelimit-remaining": "0",
        "x-ratelimit-reset": String(this.resetsAt),
      }
      : undefined;
    return Response.json({ message: "too many requests." }, {
      status: 429,
      ...headers === undefined ? {} : { headers },
    });
  }
}

function json(text: string): Response {
  return new Response(text, { headers: { "content-type": "application/json" } });
}
