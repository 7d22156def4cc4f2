import assert from "node:assert/strict";
import fc from "fast-check";
import { addressFault, literalAddress } from "./public_address.ts";

Deno.test("public addresses may be connected to", () => {
  for (
    const address of [
      "8.8.8.8",
      "1.1.1.1",
      "100.63.255.255",
      "172.32.0.1",
      "2606:4700::1111",
      "2a00:1450:4001:82a::200e",
      // NAT64 of 8.8.8.8: how an IPv6-only network reaches it.
      "64:ff9b::808:808",
    ]
  ) assert.equal(addressFault(address), null, address);
});

Deno.test("addresses of this machine, its networks and none at all may not", () => {
  for (
    const address of [
      "127.0.0.1",
      "127.255.255.254",
      "0.0.0.0",
      "10.0.0.1",
      "172.16.0.1",
      "192.168.1.1",
      "169.254.169.254",
      "100.64.0.1",
      "192.0.2.1",
      "198.18.0.1",
      "224.0.0.1",
      "240.0.0.1",
      "255.255.255.255",
      "::",
      "::1",
      "fe80::1",
      "fe80::1%eth0",
      "fec0::1",
      "fc00::1",
      "fd12::1",
      "ff02::1",
      "::ffff:127.0.0.1",
      "::ffff:8.8.8.8",
      "::127.0.0.1",
      "2002:7f00:1::",
      "2001::1",
      "2001:db8::1",
      "64:ff9b::7f00:1",
      "64:ff9b::a9fe:a9fe",
      "64:ff9b:1::1",
      "",
      "localhost",
      "8.8.8.8.8",
    ]
  ) assert.notEqual(addressFault(address), null, address);
});

Deno.test("no private IPv4 address gets through, however it is wrapped in IPv6", () => {
  const octet = fc.integer({ min: 0, max: 255 });
  const privately = fc.oneof(
    fc.tuple(fc.constantFrom(10, 127, 0), octet, octet, octet),
    fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
    fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
    fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
    fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), octet, octet),
  );
  fc.assert(fc.property(privately, ([a, b, c, d]) => {
    const dotted = [a, b, c, d].join(".");
    const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
    for (const form of [dotted, `::ffff:${dotted}`, `64:ff9b::${hex}`, `2002:${hex}::1`]) {
      assert.notEqual(addressFault(form), null, form);
    }
  }));
});

Deno.test("a host that is an address is told from a name", () => {
  assert.equal(literalAddress("[::1]"), "::1");
  assert.equal(literalAddress("127.0.0.1"), "127.0.0.1");
  assert.equal(literalAddress("feeds.example.com"), null);
});
