import { FakeServer, type Handler, type Seen } from "./server.ts";

/** A post as a test adds it; the rest is filled in. */
export interface FakePost {
  readonly title: string;
  readonly score?: number;
  readonly selftext?: string;
  readonly author?: string;
  readonly removed?: string | null;
  readonly at?: number;
}

/** Client id and secret that the fake Reddit knows. */
export const REDDIT_CREDENTIALS = { clientId: "an-app", clientSecret: "its-secret" } as const;

/** Reddit's JSON API with its faults: tokens, listings and their pages, rate limits. */
export class FakeReddit implements AsyncDisposable {
  readonly server = FakeServer.start((seen) => this.handle(seen));
  readonly #posts: (Required<FakePost>)[] = [];
  #tokens = 0;
  #valid: string | null = null;
  /** Sent with every listing. */
  rateHeaders: Record<string, string> = {};
  /** Posts a page, whatever is asked for. */
  pageSize = 100;
  /** Seconds that a token is good for. */
  tokenSeconds = 3_600;

  /** How many tokens were given out. */
  get tokens(): number {
    return this.#tokens;
  }

  /** One post more; newest first. */
  post(post: FakePost): void {
    const at = post.at ?? 1_785_000_000 + this.#posts.length * 60;
    this.#posts.unshift({
      score: 100,
      selftext: "",
      author: "somebody",
      removed: null,
      ...post,
      at,
    });
  }

  /** The token in force is no longer accepted. */
  revoke(): void {
    this.#valid = null;
  }

  readonly handle: Handler = (seen) => {
    if (seen.url.pathname === "/api/v1/access_token") return this.#giveToken(seen);
    const bearer = seen.headers.get("authorization");
    if (bearer !== null && bearer !== `Bearer ${this.#valid}`) {
      return Response.json({ message: "Unauthorized", error: 401 }, { status: 401 });
    }
    return Response.json(this.#listing(seen.url), { headers: this.rateHeaders });
  };

  #giveToken(seen: Seen): Response {
    const { clientId, clientSecret } = REDDIT_CREDENTIALS;
    const basic = `Basic ${btoa(`${clientId}:${clientSecret}`)}`;
    const isRight = seen.method === "POST" && seen.body === "grant_type=client_credentials" &&
      seen.headers.get("authorization") === basic;
    if (!isRight) return Response.json({ message: "Unauthorized", error: 401 }, { status: 401 });
    this.#valid = `token-${++this.#tokens}`;
    return Response.json({
      access_token: this.#valid,
      token_type: "bearer",
      expires_in: this.tokenSeconds,
      scope: "*",
    });
  }

  #listing(url: URL): unknown {
    const all = this.#posts.map((post, i) => ({ post, name: `t3_${this.#posts.length - i}` }));
    const after = url.searchParams.get("after");
    const from = after === null ? 0 : all.findIndex(({ name }) => name === after) + 1;
    const page = all.slice(from, from + this.pageSize);
    const hasMore = from + this.pageSize < all.length;
    return {
      kind: "Listing",
      data: {
        after: hasMore ? page.at(-1)?.name : null,
        children: page.map(({ post, name }) => ({
          kind: "t3",
          data: {
            name,
            title: post.title,
            selftext: post.selftext,
            author: post.author,
            permalink: `/r/stocks/comments/${name}/`,
            score: post.score,
            created_utc: post.at,
            removed_by_category: post.removed,
          },
        })),
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }
}
