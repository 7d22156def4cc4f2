import assert from "node:assert/strict";
import { controlCommands, controlState } from "../../../db/tables/controls.ts";
import { fills, orders } from "../../../db/tables/execution.ts";
import {
  type Mutation,
  simulate,
  SimulationFailed,
} from "../../../runtime/testing/simulator/simulate.ts";
import { rounds } from "../../../runtime/testing/skip.ts";
import type { World } from "../../../runtime/testing/world.ts";
import { controlMessage } from "../../domain/control_message.ts";
import { decimal } from "../../domain/money.ts";
import { controls } from "../../domain/streams.ts";
import executor from "../actor.ts";
import type { BrokerTransport } from "../brokers/open.ts";
import { LiveMarket } from "../testing/live_market.ts";

/** Deaths and hangs anywhere, beside the two that every seed has. */
const FAULTS = { tailLost: 0, crash: 0.006, hang: 0.002 };
/** The minute at which the halt is commanded, and those at which the executor is killed after it. */
const HALT_AT = 7;
const KILLED_AT = [8, 10];
/** The market goes on without faults until closing orders have had their chance. */
const LENGTH = { wild: 14, calm: 40 };
const HALT = "halt-under-fire";

function seeds(): number[] {
  const alone = Deno.env.get("TRADING_SIM_SEED");
  if (alone === undefined) return Array.from({ length: rounds(60, 8) }, (_, i) => i + 1);
  assert.match(alone, /^\d{1,9}$/, `TRADING_SIM_SEED must be a whole number, found "${alone}"`);
  return [Number(alone)];
}

/** A market in which a halt is commanded while orders are open, fills arrive and the broker is silent. */
function underFire(seed: number) {
  const market: LiveMarket = new LiveMarket(seed, LENGTH, (minute, world) => {
    if (minute === HALT_AT) command(world);
    if (KILLED_AT.includes(minute)) kill(world);
  });
  return market;
}

/** Kills the executor where it stands, and starts it again after a while, as a supervisor does. */
function kill(world: World): void {
  const { lifeline, nth } = world.running(executor.name);
  lifeline.cut();
  world.clock.after(400, () => {
    if (world.running(executor.name).nth === nth) world.start(executor.name);
  });
}

function command(world: World): void {
  const control = {
    commandId: HALT,
    by: "tester",
    reason: "fire",
    at: Math.floor(world.clock.now()),
    command: { kind: "halt" as const },
  };
  world.broker.stream(controls.name).append([controlMessage(control)]);
  world.broker.announce(controls.name);
}

/** Flat at the broker, confirmed by it, and nothing was ordered afterwards but what closes. */
function assertHalted(market: LiveMarket, world: World): void {
  const { account } = market.alpaca;
  const row = world.store.rows(controlCommands).find((each) => each.command_id === HALT);
  const working = account.orders.filter(({ status }) =>
    ["new", "accepted", "pending_new", "partially_filled", "held"].includes(status)
  );
  assert.deepEqual(working.map(({ clientOrderId }) => clientOrderId), [], "orders are open");
  const held = [...account.book.positions.values()].filter(({ quantity }) =>
    !decimal(quantity).isZero()
  );
  assert.deepEqual(held.map(({ ticker }) => ticker), [], `still held: ${row?.outcome}`);
  assert.equal(row?.status, "done", `the halt is not confirmed: ${row?.outcome}`);
  assert.match(row!.outcome, /^0 open orders, 0 positions, confirmed at /);
  assert.notEqual(world.store.rows(controlState)[0]?.paused, null, "it trades again by itself");
  for (const order of world.store.rows(orders)) {
    if (order.signal_id === null) continue;
    const isLate = Date.parse(order.at) > haltedAt(market);
    assert.ok(!isLate, `${order.client_order_id} was ordered after the halt`);
  }
  for (const [id, times] of account.accepted) {
    assert.equal(times, 1, `order ${id} was accepted ${times} times`);
  }
  for (const { clientOrderId, filled } of account.orders) {
    const booked = world.store.rows(fills).filter(({ order_id: id }) => id === clientOrderId)
      .reduce((sum, { quantity }) => sum.plus(quantity), decimal(0));
    assert.ok(booked.eq(filled), `order ${clientOrderId}: ${booked} booked of ${filled}`);
  }
}

/** Market time after which no signal may be followed: the halt is taken in a few minutes at most. */
function haltedAt({ script }: LiveMarket): number {
  return script[HALT_AT + 6]!.at;
}

function halted(seed: number, mutation?: Mutation) {
  const market = underFire(seed);
  const { actors, resources, invariants } = market;
  return simulate({
    seed,
    faults: FAULTS,
    actors,
    resources,
    invariants,
    until: market.until.bind(market),
    atEnd: (world) => assertHalted(market, world),
    ...mutation === undefined ? {} : { mutation },
  }).then(() => null, (error: unknown) => error);
}

Deno.test("a halt under fire ends flat and confirmed, whatever dies and whatever the broker loses", async (t) => {
  const tried = seeds();
  for (let from = 0; from < tried.length; from += 20) {
    const part = tried.slice(from, from + 20);
    await t.step(`seeds ${part[0]} to ${part.at(-1)}`, async () => {
      for (const seed of part) {
        const failed = await halted(seed);
        if (failed instanceof SimulationFailed) {
          const again = `TRADING_SIM_SEED=${seed} deno test -A ` +
            "actors/trade_executor/controls/halt_under_fire_test.ts";
          throw new Error(`Replay it alone: ${again}`, { cause: failed });
        }
        if (failed !== null) throw failed;
      }
    });
  }
});

/** A broker that refuses whatever closes a position. */
const REFUSING: Mutation = {
  name: "has a broker that refuses every sale",
  plant: () => ({
    resources: (resources) => {
      const { transport } = resources as { transport?: BrokerTransport };
      if (transport === undefined) return resources;
      const { fetch: send } = transport;
      const refusing: typeof fetch = async (input, init) => {
        if (init?.method !== "POST" || !String(init.body).includes('"sell"')) {
          return await send(input, init);
        }
        return Response.json({ code: 40310000, message: "insufficient qty" }, { status: 403 });
      };
      return { ...resources, transport: { ...transport, fetch: refusing } };
    },
  }),
};

Deno.test("a halt that cannot sell is never confirmed, and says what is held", async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const failed = await halted(seed, REFUSING);
    if (failed === null) continue;
    assert.ok(failed instanceof SimulationFailed, String(failed));
    assert.match(failed.reason, /still held: .*not confirmed.* are held: /s);
    return;
  }
  assert.fail("nothing was held in 20 seeds");
});
