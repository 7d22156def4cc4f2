import assert from "node:assert/strict";
import { Layers } from "./layers.ts";

const layers = new Layers(
  new Set(["market_data", "signal_generator", "trade_executor", "backtester", "api_gateway"]),
);

const core = "actors/signal_generator/core.ts";

Deno.test("imports point one way", () => {
  const allowed: [string, string][] = [
    ["runtime/a.ts", "runtime/clock/system.ts"],
    ["db/a.ts", "runtime/delivery/store.ts"],
    ["actors/domain/a.ts", "actors/domain/b.ts"],
    ["actors/domain/streams.ts", "runtime/stream.ts"],
    [core, "actors/domain/order.ts"],
    [core, "actors/signal_generator/indicators/sma.ts"],
    ["actors/market_data/actor.ts", "db/repositories/bars.ts"],
    ["actors/market_data/actor.ts", "actors/market_data/core.ts"],
    ["actors/backtester/engine.ts", core],
    ["actors/backtester/engine.ts", "actors/signal_generator/strategies/shelf.ts"],
    ["actors/backtester/engine.ts", "actors/trade_executor/brokers/exchange/core.ts"],
    ["actors/api_gateway/actor.ts", core],
    ["actors/api_gateway/actor.ts", "fresh-app/main.ts"],
    ["fresh-app/api/trades.ts", core],
    ["actors/market_data/main.ts", "actors/backends/connect.ts"],
    ["actors/market_data/actor.ts", "actors/resources.ts"],
    ["actors/recordings/recording.ts", "actors/domain/csv_bars.ts"],
    ["actors/topology.ts", "actors/market_data/actor.ts"],
    ["actors/cli/dev.ts", "actors/topology.ts"],
    ["actors/scenarios/story_test.ts", "actors/market_data/actor.ts"],
    ["actors/domain/calendar_test.ts", "runtime/clock/virtual.ts"],
  ];
  for (const [from, to] of allowed) {
    assert.equal(layers.importFault(from, to), null, `${from} -> ${to}`);
  }
});

Deno.test("imports the other way are refused", () => {
  const refused: [string, string][] = [
    ["runtime/a.ts", "db/connect.ts"],
    ["runtime/a_test.ts", "actors/domain/order.ts"],
    ["db/a.ts", "actors/domain/order.ts"],
    ["actors/domain/a.ts", "runtime/clock/system.ts"],
    ["actors/domain/a.ts", "actors/market_data/core.ts"],
    [core, "db/connect.ts"],
    [core, "actors/recordings/recording.ts"],
    ["actors/recordings/recording.ts", "actors/market_data/core.ts"],
    ["actors/recordings/recording.ts", "actors/topology.ts"],
    [core, "runtime/clock/system.ts"],
    [core, "actors/signal_generator/actor.ts"],
    [core, "actors/trade_executor/core.ts"],
    ["actors/market_data/actor.ts", "actors/trade_executor/core.ts"],
    ["actors/market_data/actor.ts", "fresh-app/main.ts"],
    ["actors/market_data/actor.ts", "actors/topology.ts"],
    ["actors/market_data/actor.ts", "actors/cli/settings.ts"],
    ["actors/backtester/engine.ts", "actors/trade_executor/actor.ts"],
    ["actors/backtester/engine.ts", "actors/trade_executor/durable_book.ts"],
    ["actors/backtester/engine.ts", "actors/signal_generator/records.ts"],
    ["fresh-app/api/trades.ts", "actors/trade_executor/actor.ts"],
  ];
  for (const [from, to] of refused) {
    assert.notEqual(layers.importFault(from, to), null, `${from} -> ${to}`);
  }
});

Deno.test("the domain and the cores may use any type of the runtime, and no value but pure ones", () => {
  for (const from of ["actors/domain/a.ts", core]) {
    assert.equal(layers.importFault(from, "runtime/delivery/store.ts", true), null);
    assert.notEqual(layers.importFault(from, "runtime/delivery/store.ts", false), null);
    assert.notEqual(layers.importFault(from, "db/connect.ts", true), null);
  }
});

Deno.test("a refusal says where else to look", () => {
  assert.equal(
    layers.importFault("actors/market_data/actor.ts", "actors/trade_executor/core.ts"),
    "actors/trade_executor/core.ts, but actors/market_data/actor.ts may import only from " +
      "its own folder, the libraries in actors, actors/domain, db, runtime",
  );
  assert.equal(
    layers.importFault("runtime/a.ts", "db/connect.ts"),
    "db/connect.ts, but runtime/a.ts may import only from runtime",
  );
});

Deno.test("everything installs from npm alone, at the versions in deno.json", () => {
  for (const specifier of ["jsr:@std/assert", "https://esm.sh/x", "npm:zod@4"]) {
    assert.notEqual(layers.packageFault("runtime/a.ts", specifier), null, specifier);
  }
  for (const specifier of ["zod", "node:path", "ioredis"]) {
    assert.equal(layers.packageFault("runtime/a.ts", specifier), null, specifier);
  }
});

Deno.test("the domain and the cores use no package that does I/O", () => {
  for (const from of ["actors/domain/a.ts", core]) {
    assert.equal(layers.packageFault(from, "zod"), null);
    assert.equal(layers.packageFault(from, "decimal.js"), null);
    for (const specifier of ["node:fs", "postgres", "hono"]) {
      assert.notEqual(layers.packageFault(from, specifier), null, `${from} ${specifier}`);
    }
  }
  assert.equal(layers.packageFault("actors/domain/money_test.ts", "fast-check"), null);
});
