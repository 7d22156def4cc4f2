import assert from "node:assert/strict";
import { migrate } from "../migrate.ts";
import {
  type ControlCommandRow,
  controlCommands,
  controlState,
  limitVersions,
} from "../tables/controls.ts";
import { forEachBackend } from "../testing/backends.ts";
import { commitRows, minute, write } from "../testing/rows.ts";
import { findCommand, listCommands, listLimitVersions, readControlState } from "./controls.ts";

const command = (i: number, change: Partial<ControlCommandRow> = {}): ControlCommandRow => ({
  command_id: `c${i}`,
  account: "SIM-1",
  kind: "close",
  command: { kind: "close", ticker: "AAPL" },
  requested_by: "ada",
  reason: "",
  requested_at: minute(i),
  handled_at: minute(i),
  updated_at: minute(i),
  status: "running",
  outcome: "Orders in AAPL are being cancelled and its position closed.",
  report: null,
  ...change,
});

const state = {
  account: "SIM-1",
  paused: { by: "ada", at: 1 },
  locked: {},
  halt: null,
  limits_version: 1,
  limits: { orderNotionalMax: 1 },
  updated_at: minute(3),
};

const version = (number: number) => ({
  account: "SIM-1",
  version: number,
  changes: { orderNotionalMax: number },
  limits: { orderNotionalMax: number },
  command_id: `c${number}`,
  set_by: "ada",
  reason: "calmer",
  at: minute(number),
});

await forEachBackend("controls", async (d) => void await migrate(d), (backend) => {
  Deno.test(`controls on ${backend.name}: what was commanded and set comes back, the last first`, async () => {
    const { database } = backend;
    await commitRows(database, [
      ...[0, 1, 2].map((i) => write(controlCommands, command(i))),
      write(controlCommands, command(9, { account: "SIM-2" })),
      write(controlState, state),
      ...[1, 2].map((i) => write(limitVersions, version(i))),
    ]);
    const done = command(1, { status: "done", outcome: "0 open orders, 0 positions in AAPL." });
    await commitRows(database, [
      write(controlCommands, done),
      write(limitVersions, { ...version(1), set_by: "somebody else" }),
      write(controlState, { ...state, paused: null }),
    ]);
    const first = await listCommands(database, "SIM-1", { limit: 2 });
    assert.deepEqual(first.items, [command(2), done]);
    const rest = await listCommands(database, "SIM-1", { limit: 2, cursor: first.nextCursor });
    assert.deepEqual([rest.items, rest.nextCursor], [[command(0)], null]);
    assert.deepEqual(await findCommand(database, "SIM-1", "c1"), done);
    assert.equal(await findCommand(database, "SIM-1", "c9"), null);
    assert.deepEqual(await readControlState(database, "SIM-1"), { ...state, paused: null });
    assert.equal(await readControlState(database, "SIM-2"), null);
    // A version is written once: what it was cannot be changed afterwards.
    assert.deepEqual(await listLimitVersions(database, "SIM-1", 5), [version(2), version(1)]);
  });
});
