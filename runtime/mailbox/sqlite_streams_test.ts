import { VirtualClock } from "../clock/virtual.ts";
import { testMailboxContract } from "./contract.ts";
import { openSqliteMailbox } from "./sqlite_streams.ts";

testMailboxContract("sqlite streams", () => {
  const clock = new VirtualClock(1_000_000);
  const folder = Deno.makeTempDirSync({ prefix: "mailbox-" });
  return {
    clock,
    claimAfterMs: 300,
    passTime: (ms) => clock.advance(ms),
    open: (options) => openSqliteMailbox({ folder, clock: options?.clock ?? clock }),
    close: () => Deno.remove(folder, { recursive: true }),
  };
});
