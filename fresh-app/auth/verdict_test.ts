import assert from "node:assert/strict";
import fc from "fast-check";
import type { Access } from "./access.ts";
import type { Identity } from "./principal.ts";
import { decide, FRESH_MS } from "./verdict.ts";

const NOW = 1_000_000_000;
const ACCESS: readonly Access[] = [
  "public",
  "metrics",
  "read",
  "person",
  "recent",
  "operate",
  "confirm",
];

const role = fc.constantFrom("viewer" as const, "operator" as const);
const ago = fc.integer({ min: 0, max: 2 * FRESH_MS }).map((ms) => NOW - ms);
const person = fc.record({
  kind: fc.constant("person" as const),
  userId: fc.constant("u"),
  name: fc.constant("ada"),
  role,
  sessionId: fc.constant("s"),
  since: ago,
  confirmedAt: fc.option(ago),
});
const script = fc.record({
  kind: fc.constant("script" as const),
  tokenId: fc.constant("t"),
  name: fc.constant("nightly"),
  role,
});
const identity: fc.Arbitrary<Identity> = fc.oneof(
  fc.constantFrom<Identity>({ kind: "nobody" }, { kind: "stale" }, { kind: "refused", why: "old" }),
  fc.oneof(person, script).map((principal) => ({ kind: "known" as const, principal })),
);
const asked = fc.record({
  access: fc.constantFrom(...ACCESS),
  identity,
  isOpen: fc.boolean(),
  isLocal: fc.boolean(),
  now: fc.constant(NOW),
});

Deno.test("nobody who is not known is let in anywhere but where everybody is", () => {
  fc.assert(fc.property(asked, ({ identity, ...rest }) => {
    fc.pre(identity.kind !== "known");
    const { access, isOpen, isLocal } = rest;
    const open = access === "public" || (identity.kind !== "refused" &&
      ((access === "read" && isOpen) || (access === "metrics" && isLocal)));
    assert.equal(decide({ identity, ...rest }).kind, open ? "allowed" : "sign-in");
  }));
});

Deno.test("only an operator changes anything, and only with a passkey what lets more be traded", () => {
  fc.assert(fc.property(asked, (request) => {
    if (decide(request).kind !== "allowed") return;
    const { access, identity } = request;
    if (access !== "operate" && access !== "confirm") return;
    assert.ok(identity.kind === "known" && identity.principal.role === "operator");
    if (access === "operate") return;
    const { principal } = identity;
    assert.ok(principal.kind === "person" && principal.confirmedAt !== null);
    assert.ok(NOW - principal.confirmedAt <= FRESH_MS);
  }));
});

Deno.test("an open demo lets nobody do more than read", () => {
  fc.assert(fc.property(asked, (request) => {
    fc.pre(request.access !== "read");
    assert.deepEqual(
      decide({ ...request, isOpen: true }),
      decide({ ...request, isOpen: false }),
    );
  }));
});

Deno.test("a script never gets where a person is wanted", () => {
  fc.assert(fc.property(asked, script, (request, principal) => {
    fc.pre(["person", "recent", "confirm"].includes(request.access));
    const verdict = decide({ ...request, identity: { kind: "known", principal } });
    assert.equal(verdict.kind, "forbidden");
  }));
});

Deno.test("an operator whose passkey was shown long ago is asked for it, not refused", () => {
  const principal = {
    kind: "person",
    userId: "u",
    name: "ada",
    role: "operator",
    sessionId: "s",
    since: 0,
    confirmedAt: NOW - FRESH_MS - 1,
  } as const;
  const request = {
    identity: { kind: "known", principal },
    isOpen: false,
    isLocal: true,
    now: NOW,
  } as const;
  assert.equal(decide({ ...request, access: "confirm" }).kind, "confirm");
  assert.equal(decide({ ...request, access: "recent" }).kind, "confirm");
  assert.equal(decide({ ...request, access: "operate" }).kind, "allowed");
});
