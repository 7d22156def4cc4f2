import assert from "node:assert/strict";
import fc from "fast-check";
import { sourceItemSchema } from "../source.ts";
import { utf8 } from "../testing/compress.ts";
import { rss } from "../testing/feed.ts";
import { ENTRIES_MAX, type FeedResult, readFeed } from "./read_feed.ts";

const URL_OF_IT = "https://news.example/feed";

function read(xml: string | Uint8Array, contentType?: string): Promise<FeedResult> {
  return readFeed(typeof xml === "string" ? utf8(xml) : xml, contentType, URL_OF_IT);
}

async function itemOf(entry: string) {
  const result = await read(rss(`<item>${entry}</item>`));
  assert.ok(result.ok, JSON.stringify(result));
  const [item] = result.items;
  assert.ok(item !== undefined, JSON.stringify(result.skipped));
  return sourceItemSchema.parse(item);
}

async function codeOf(xml: string): Promise<string> {
  const result = await read(xml);
  return result.ok ? "ok" : result.failure.code;
}

Deno.test("what is no feed is told from what is a broken one", async () => {
  for (
    const text of [
      "",
      "  \n",
      "{}",
      "[1]",
      "plain text",
      "<html><body>Access Denied</body></html>",
      "<!DOCTYPE html><title>Login</title>",
      '<?xml version="1.0"?><sitemap/>',
      "<!-- only a comment -->",
      "<!DOCTYPE " + "[<".repeat(100_000),
    ]
  ) assert.equal(await codeOf(text), "not_a_feed", text.slice(0, 60));
  for (
    const text of [
      '<rss version="2.0"><channel><item><title>cut off',
      '<rss version="2.0"></rss>',
      "<rss/>",
      "<feed><entry></feed>",
    ]
  ) assert.equal(await codeOf(text), "unreadable", text);
});

Deno.test("an HTML page is named by its title", async () => {
  const result = await read("<html><head><title>Access &amp; more</title></head></html>");
  assert.ok(!result.ok);
  assert.match(result.failure.message, /an HTML page titled "Access & more"/);
});

Deno.test("a feed that declares entities is refused; other document types are passed over", async () => {
  const bomb = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>';
  const external = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>';
  for (const declaration of [bomb, external, external.replace("<!ENTITY x", "<!ENTITY % x")]) {
    assert.equal(await codeOf(declaration + rss("<item><title>&x;</title></item>")), "unreadable");
  }
  const netscape =
    '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://127.0.0.1/x.dtd">';
  const result = await read(
    netscape + rss("<item><title>Profit &eacute;tait &foo;</title></item>"),
  );
  assert.equal(result.ok && result.items[0]?.title, "Profit était &foo;");
});

Deno.test("text that XML forbids and feeds hold is mended", async () => {
  const item = await itemOf(
    "<title>S&P & AT&T\u0001 &nbsp;R&D &#0;&#xD800;&#x41;</title><description><![CDATA[a && b]]></description>",
  );
  assert.equal(item.title, "S&P & AT&T R&D \ufffd\ufffdA");
  assert.equal(item.summary, "a && b");
});

Deno.test("text escaped twice is text; what only looks like markup stays", async () => {
  const item = await itemOf(
    "<title>AT&amp;amp;T beats: EPS &lt; $1 &amp;lt;b&amp;gt;again&amp;lt;/b&amp;gt;</title>",
  );
  assert.equal(item.title, "AT&T beats: EPS < $1 again");
});

Deno.test("markup that was not escaped keeps the order of its words", async () => {
  const item = await itemOf("<title>Fed <b>holds</b> rates</title>");
  assert.equal(item.title, "Fed holds rates");
  const atom = await read(
    '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="xhtml"><div>Oil <i>slips</i> again</div></title></entry></feed>',
  );
  assert.equal(atom.ok && atom.items[0]?.title, "Oil slips again");
});

Deno.test("a date counts only with its zone, and the first that does counts", async () => {
  const at = Date.UTC(2026, 6, 16, 18);
  const dated = async (dates: string) => (await itemOf(`<title>A</title>${dates}`)).publishedAt;
  assert.equal(await dated("<pubDate>Thu, 16 Jul 2026 18:00:00 GMT</pubDate>"), at);
  assert.equal(await dated("<pubDate><![CDATA[ Thu, 16 Jul 2026 14:00:00 EDT ]]></pubDate>"), at);
  assert.equal(await dated("<dc:date>2026-07-16T18:00:00Z</dc:date>"), at);
  assert.equal(await dated("<pubDate>Thu, 16 Jul 2026 18:00:00</pubDate>"), null);
  assert.equal(await dated("<pubDate>2026-07-16</pubDate>"), null);
  assert.equal(await dated("<pubDate>yesterday</pubDate>"), null);
  assert.equal(await dated("<pubDate>soon</pubDate><dc:date>2026-07-16T18:00:00Z</dc:date>"), at);
});

Deno.test("one odd entry does not silence the others", async () => {
  const result = await read(
    '<feed xmlns="http://www.w3.org/2005/Atom">' +
      "<entry><title>Odd</title><link>bare text</link><published>never</published><updated/></entry>" +
      "<entry/><entry><id>only-an-id</id></entry>" +
      '<entry><title>Even</title><link href="https://a.example/1"/><updated>2026-07-16T18:00:00Z</updated></entry></feed>',
  );
  assert.ok(result.ok);
  assert.deepEqual(result.items.map(({ title }) => title), ["Odd", "Even"]);
  assert.equal(result.items[1]?.publishedAt, Date.UTC(2026, 6, 16, 18));
  assert.deepEqual(result.skipped.map(({ what }) => what), ["an entry", "only-an-id"]);
});

Deno.test("a link is the web's or none, and a permalink may stand in for it", async () => {
  const linked = async (entry: string) => (await itemOf(`<title>A</title>${entry}`)).url;
  assert.equal(await linked("<link> https://a.example/1 </link>"), "https://a.example/1");
  assert.equal(await linked("<link>/2</link>"), "https://news.example/2");
  assert.equal(await linked('<link rel="alternate" href="/3"/>'), "https://news.example/3");
  assert.equal(await linked("<link>javascript:alert(1)</link>"), null);
  assert.equal(await linked("<link>data:text/html,x</link>"), null);
  assert.equal(await linked(`<link>https://a.example/${"x".repeat(3_000)}</link>`), null);
  assert.equal(await linked("<guid>https://a.example/4</guid>"), "https://a.example/4");
  assert.equal(await linked('<guid isPermaLink="false">https://a.example/4</guid>'), null);
});

Deno.test("tickers that a feed attaches are kept", async () => {
  const item = await itemOf(
    "<title>A</title><nasdaq:tickers>AAPL, brk.b,,1X</nasdaq:tickers>" +
      '<category domain="https://www.globenewswire.com/rss/stock">Nasdaq:MSFT</category><category>Tech</category>',
  );
  assert.deepEqual(item.symbols, ["AAPL", "BRK.B", "MSFT"]);
});

Deno.test("what is too long is cut, and an entry without a title is named by its text", async () => {
  const item = await itemOf(
    `<guid>${"g".repeat(3_000)}</guid><description>${"word ".repeat(5_000)}</description>`,
  );
  assert.equal(item.guid, null);
  assert.equal(item.title.length, 200);
  assert.equal(item.summary.length, 10_000);
});

Deno.test("bytes are read by mark, header, prolog or custom", async () => {
  const title = "Gewinn übertrifft Erwartungen – 5 €";
  const latin = "Gewinn übertrifft";
  const xml = (encoding: string, text: string) =>
    rss(`<item><title>${text}</title></item>`).replace("UTF-8", encoding);
  const bytes1252 = (text: string) =>
    Uint8Array.from([...text].map((c) => ({ "–": 0x96, "€": 0x80 })[c] ?? c.charCodeAt(0)));
  const utf16 = (text: string, little: boolean) => {
    const view = new DataView(new ArrayBuffer(text.length * 2));
    for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), little);
    return new Uint8Array(view.buffer);
  };
  const cases: [string, Uint8Array, string | undefined, string][] = [
    ["UTF-8 by custom", utf8(xml("", title).replace(' encoding=""', "")), undefined, title],
    [
      "UTF-8 by mark, whatever is declared",
      utf8(`\ufeff${xml("ISO-8859-1", title)}`),
      undefined,
      title,
    ],
    ["by prolog", bytes1252(xml("ISO-8859-1", latin)), undefined, latin],
    ["by prolog, Windows", bytes1252(xml("windows-1252", title)), undefined, title],
    [
      "by header over prolog",
      bytes1252(xml("UTF-8", title)),
      "text/xml; charset=windows-1252",
      title,
    ],
    [
      "prolog where the header is wrong",
      bytes1252(xml("windows-1252", title)),
      "text/xml; charset=utf-8",
      title,
    ],
    [
      "UTF-8 where an unknown charset is told",
      utf8(xml("x-mystery", title)),
      "text/xml; charset=klingon",
      title,
    ],
    ["Windows by custom", bytes1252(xml("", title).replace(' encoding=""', "")), undefined, title],
    ["UTF-16 little by mark", utf16(`\ufeff${xml("UTF-16", title)}`, true), undefined, title],
    ["UTF-16 big by mark", utf16(`\ufeff${xml("UTF-16", title)}`, false), undefined, title],
    ["UTF-16 without a mark", utf16(xml("UTF-16", title), true), undefined, title],
    ["UTF-8 that says UTF-16", utf8(xml("UTF-16", title)), undefined, title],
  ];
  for (const [what, bytes, contentType, expected] of cases) {
    const result = await read(bytes, contentType);
    assert.equal(result.ok && result.items[0]?.title, expected, what);
  }
  const sjis = Uint8Array.from(
    [...xml("Shift_JIS", "\x93\xfa\x96\x7b")].map((c) => c.charCodeAt(0)),
  );
  const japan = await read(sjis);
  assert.equal(japan.ok && japan.items[0]?.title, "日本");
});

Deno.test("bytes that are in no encoding lose only what cannot be read", async () => {
  const bytes = utf8(rss("<item><title>Fed holds ? rates</title></item>"));
  bytes[bytes.indexOf("?".charCodeAt(0), 60)] = 0xff;
  const result = await read(bytes, "text/xml; charset=utf-8");
  assert.equal(result.ok && result.items[0]?.title, "Fed holds \ufffd rates");
});

Deno.test("ten thousand entries are read, and those beyond are counted", async () => {
  const entries = Array.from(
    { length: ENTRIES_MAX + 5 },
    (_, i) => `<item><title>${i}</title></item>`,
  );
  const result = await read(rss(entries.join("")));
  assert.ok(result.ok);
  assert.equal(result.items.length, ENTRIES_MAX);
  assert.deepEqual(result.skipped.map(({ what }) => what), ["5 entries"]);
});

Deno.test("nesting and half-open constructs without end are read or refused in bounded time", async () => {
  const many = 100_000;
  const documents = [
    rss(`<item><title>${"<a>".repeat(many)}x${"</a>".repeat(many)}</title></item>`),
    rss(`<item><title>${"<![CDATA[".repeat(many)}</title></item>`),
    rss(`<item><title>x</title><description>${"&lt;script&gt;".repeat(many)}</description></item>`),
    rss(`<item><title>x</title><description>${"&lt;".repeat(many)}</description></item>`),
    rss(`<item><title>x</title><description>${"&amp;".repeat(many)}</description></item>`),
    `<${"!--".repeat(many)}`,
    rss("&".repeat(many)),
  ];
  for (const xml of documents) assert.notEqual(await codeOf(xml), "");
});

Deno.test("whatever a feed is made of, it is read or refused, and what is read fits", async () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary", maxLength: 20 }),
    fc.constantFrom(
      "<item>",
      "</item>",
      "<title>",
      "</title>",
      "<link>",
      "</link>",
      "<guid>",
      "</guid>",
      "<![CDATA[",
      "]]>",
      "<!--",
      "-->",
      "&amp;",
      "&#1;",
      "&lt;script&gt;",
      "<pubDate>Thu, 16 Jul 2026 18:00:00 GMT</pubDate>",
    ),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 30 }), fc.boolean(), async (pieces, wrapped) => {
      const xml = wrapped
        ? rss(`<item><title>A</title>${pieces.join("")}</item>`)
        : rss(pieces.join(""));
      const result = await read(xml);
      if (!result.ok) return;
      for (const item of result.items) sourceItemSchema.parse(item);
    }),
    { numRuns: 300 },
  );
});
