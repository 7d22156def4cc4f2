import assert from "node:assert/strict";
import fc from "fast-check";
import { plainText, shortened } from "./plain_text.ts";

const text = (markup: string) => plainText(markup, 1_000);

Deno.test("markup goes and text stays", () => {
  const cases: [string, string][] = [
    ["<p>Fed</p><p>holds</p>", "Fed holds"],
    ["Fed<br>holds<br/>rates", "Fed holds rates"],
    ["<b>iPh</b>one", "iPhone"],
    ["a<!-- hidden --> b", "a b"],
    ["a <script>alert('<b>')</script>b", "a b"],
    ["a <SCRIPT src=x>x</SCRIPT >b", "a b"],
    ["<style>p{}</style>a", "a"],
    ["a <script>never closed", "a"],
    ["a <img src=x onerror=alert(1)>b", "a b"],
    ["<svg><title>x</title></svg>a", "a"],
    ["a < b and b > c", "a < b and b > c"],
    ["EPS <$1", "EPS <$1"],
    ["<3 this stock", "<3 this stock"],
    ["R&D at S&P and AT&T", "R&D at S&P and AT&T"],
    ["R&amp;D &#38; &#x26; &quot;q&quot; &nbsp;x", 'R&D & & "q" x'],
    ["&lt;b&gt;bold&lt;/b&gt;", "bold"],
    ["&amp;lt;b&amp;gt;bold&amp;lt;/b&amp;gt;", "bold"],
    ["<scr<b>ipt>alert(1)</scr</b>ipt> a", "a"],
    ["", ""],
  ];
  for (const [markup, expected] of cases) {
    assert.equal(text(markup), expected, markup);
  }
});

Deno.test("control characters, direction marks and broken surrogates do not get through", () => {
  assert.equal(text("a\u0000b\u0007c"), "abc");
  assert.equal(text("a\tb\r\nc\u2028d\u00a0e"), "a b c d e");
  assert.equal(text("\u202egnp\u202c\u2066x\u2069\ufeff\u200b"), "gnpx");
  assert.equal(text("a\ud800b"), "a\ufffdb");
  assert.equal(text("👩‍💻 works"), "👩‍💻 works", "joined emoji stay");
});

Deno.test("a cut leaves whole characters and says that it is one", () => {
  assert.equal(shortened("abcdef", 6), "abcdef");
  assert.equal(shortened("abcdefg", 6), "abcde…");
  assert.equal(shortened("abcd😀fg", 6), "abcd…");
});

Deno.test("whatever comes in, what comes out is clean, bounded and stays the same", () => {
  const piece = fc.oneof(
    fc.string({ unit: "binary", maxLength: 10 }),
    fc.constantFrom(
      "<b>",
      "</b>",
      "<script>",
      "</script>",
      "<!--",
      "-->",
      "<",
      ">",
      "&lt;",
      "&amp;",
      "&gt;",
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      const out = plainText(pieces.join(""), 100);
      assert.ok(out.length <= 100);
      assert.ok(out.isWellFormed());
      // deno-lint-ignore no-control-regex -- control characters are what is looked for
      assert.doesNotMatch(out, /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
      assert.equal(out, out.trim());
      assert.doesNotMatch(out, /<script[^<>]*>/i);
    }),
    { numRuns: 1_000 },
  );
});
