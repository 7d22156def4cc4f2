import type { Handler } from "./server.ts";

/** A feed whose entries a test adds, with validators as servers have them. */
export class FakeFeed {
  readonly #titles: string[] = [];

  /** One entry more; newest first, as feeds are. */
  tell(title: string): void {
    this.#titles.unshift(title);
  }

  /** Answers 304 to whoever has the newest. */
  readonly handler: Handler = ({ headers }) => {
    const etag = `"v${this.#titles.length}"`;
    if (headers.get("if-none-match") === etag) return new Response(null, { status: 304 });
    return new Response(this.xml(), {
      headers: { etag, "content-type": "application/rss+xml; charset=utf-8" },
    });
  };

  /** The feed's text. */
  xml(): string {
    return rss(
      this.#titles.map((title, i) => {
        const number = this.#titles.length - i;
        return `<item><guid isPermaLink="false">${number}</guid><title>${escaped(title)}</title>` +
          `<link>https://news.example/${number}</link>` +
          `<pubDate>Thu, 16 Jul 2026 18:00:00 GMT</pubDate></item>`;
      }).join(""),
    );
  }
}

/** An RSS 2.0 document around the given entries. */
export function rss(items: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>News</title>` +
    `${items}</channel></rss>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
