import assert from "node:assert/strict";
import { byPrecedence, sortRoutePaths } from "../route_order.ts";
import { toRouteFile } from "./crawl.ts";

Deno.test("a file's place in routes/ says what it answers", () => {
  const expected: [string, string, string, string][] = [
    ["/index", "route", "/", "/"],
    ["/blog/index", "route", "/blog/", "/blog"],
    ["/blog/[slug]", "route", "/blog/:slug", "/blog/:slug"],
    ["/blog/[[page]]", "route", "/blog{/:page}?", "/blog{/:page}?"],
    ["/old/[...path]", "route", "/old/:path*", "/old/:path*"],
    ["/(group)/about", "route", "/(group)/about", "/about"],
    ["/[mod]@[version]", "route", "/:mod@:version", "/:mod@:version"],
    ["/_app", "app", "*", "*"],
    ["/_404", "notFound", "*", "*"],
    ["/_error", "error", "/", "/"],
    ["/a/_500", "error", "/a", "/a"],
    ["/a/(b)/_layout", "layout", "/a/(b)", "/a/(b)"],
    ["/a/_middleware", "middleware", "/a", "/a"],
  ];
  for (const [id, type, pattern, routePattern] of expected) {
    const file = toRouteFile(id, `${id}.tsx`);
    assert.deepEqual([file.type, file.pattern, file.routePattern], [type, pattern, routePattern]);
  }
});

Deno.test("a path that is no pattern is refused", () => {
  for (const id of ["/[a][b]", "/a]", "/x-[[a]]", "/[[a]]-x", "/[a"]) {
    assert.throws(() => toRouteFile(id, `${id}.tsx`), SyntaxError, id);
  }
});

Deno.test("what wraps pages comes first, then static parts, parameters and the rest", () => {
  const sorted = [
    ...["/_app", "/_middleware", "/_error", "/index", "/about", "/blog/_layout", "/blog/index"],
    ...["/blog/new", "/blog/[slug]", "/blog/[...rest]", "/(g)/x", "/[id]", "/[...all]"],
  ];
  assert.deepEqual(sorted.toReversed().sort(sortRoutePaths), sorted);
});

Deno.test("a group changes nothing about which route answers", () => {
  const sorted = ["/(b)/about", "/[id]", "/(a)/[...rest]"];
  assert.deepEqual(sorted.toReversed().sort(byPrecedence), sorted);
});
