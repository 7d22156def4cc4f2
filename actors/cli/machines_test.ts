import assert from "node:assert/strict";
import { PLACES } from "../topology.ts";
import actor from "./actor.ts";
import { type Command, runCommand } from "./command.ts";
import start from "./start.ts";
import { fakeIo } from "./testing.ts";

async function refusal(
  command: Command,
  args: string[],
  env: Record<string, string> = {},
): Promise<string> {
  const io = fakeIo(env);
  assert.equal(await runCommand(command, args, io), 1);
  return io.err.join("");
}

const REDIS_URL = "redis://127.0.0.1:1";
const DATABASE_URL = "postgres://127.0.0.1:1/x";
const KEYS = { APCA_API_KEY_ID: "k", APCA_API_SECRET_KEY: "s" };

Deno.test("one actor alone needs both servers, and says so at once", async () => {
  assert.match(
    await refusal(actor, ["signal_generator"], { TRADING_MODE: "replay" }),
    /needs more than is set\. Set TRADING_MODE=demo or paper \(it is replay\), REDIS_URL .*, DATABASE_URL /,
  );
});

Deno.test("an actor that does not exist is told with the nearest", async () => {
  assert.match(
    await refusal(actor, ["signal_generatr"]),
    /^There is no actor "signal_generatr"\. Did you mean signal_generator\? There are .*market_data/,
  );
});

Deno.test("on paper, the keys are asked of those alone who use them", async () => {
  const paper = { TRADING_MODE: "paper", REDIS_URL };
  assert.match(
    await refusal(actor, ["market_data"], paper),
    /Set APCA_API_KEY_ID, APCA_API_SECRET_KEY, DATABASE_URL \(which/,
  );
  const executor = await refusal(actor, ["trade_executor"], paper);
  assert.match(executor, /Set DATABASE_URL/);
  assert.doesNotMatch(executor, /APCA/);
});

Deno.test("everything that start lacks is one list", async () => {
  assert.match(
    await refusal(start, [], { REDIS_URL }),
    /Set TRADING_MODE=paper \(it is demo; .*\), APCA_API_KEY_ID, APCA_API_SECRET_KEY, DATABASE_URL \(as REDIS_URL is set, and one needs both\)\. A free/,
  );
  const paper = { TRADING_MODE: "paper", ...KEYS };
  assert.match(
    await refusal(start, [], { ...paper, DATABASE_URL }),
    /Set REDIS_URL \(as DATABASE_URL is set/,
  );
  assert.match(
    await refusal(start, ["--only", "api_gateway"], { TRADING_MODE: "paper" }),
    /Set REDIS_URL \(which .*\), DATABASE_URL \(which [^)]*\)\.\n$/,
  );
});

Deno.test("start --only and --except name actors of the topology, and one of them at most", async () => {
  assert.match(await refusal(start, ["--only", "api_gatway"]), /--only must be names of actors/);
  assert.match(
    await refusal(start, ["--only", "api_gateway", "--except", "market_data"]),
    /cannot be given together/,
  );
  const all = PLACES.map(({ name }) => name).join(",");
  assert.match(await refusal(start, ["--except", all]), /leaves no actor to run/);
});
