import assert from "node:assert/strict";
import fc from "fast-check";
import { allowedHosts, hostName } from "./shield.ts";

Deno.test("the port and the case of a Host header do not matter", () => {
  assert.equal(hostName("LocalHost:8000"), "localhost");
  assert.equal(hostName("127.0.0.1"), "127.0.0.1");
  assert.equal(hostName("[::1]:8000"), "[::1]");
  assert.equal(hostName("pit.home-lan.example"), "pit.home-lan.example");
});

Deno.test("what is no host has no name", () => {
  const texts = [
    "",
    ":8000",
    "a b",
    "a:b",
    "a:123456",
    "::1",
    "[::1",
    "user@localhost",
    "a/b",
    "a,b",
  ];
  for (const text of texts) assert.equal(hostName(text), null, text);
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const name = hostName(text);
      assert.ok(name === null || text.toLowerCase().startsWith(name));
    }),
  );
});

Deno.test("a machine answers under its own names, the one it listens on and those configured", () => {
  const own = ["localhost", "127.0.0.1", "[::1]"];
  assert.deepEqual([...allowedHosts("127.0.0.1", [])], own);
  assert.deepEqual([...allowedHosts("10.0.0.5", ["Pit.example"])], [
    ...own,
    "10.0.0.5",
    "pit.example",
  ]);
  assert.deepEqual([...allowedHosts("fd00::5", [])], [...own, "[fd00::5]"]);
});

Deno.test("listening everywhere does not mean answering under every name", () => {
  for (const everywhere of ["0.0.0.0", "::"]) {
    assert.deepEqual([...allowedHosts(everywhere, [])], ["localhost", "127.0.0.1", "[::1]"]);
  }
});
