import { VirtualClock } from "../clock/virtual.ts";
import { testMailboxContract } from "./contract.ts";
import { MemoryBroker } from "./memory_streams.ts";

testMailboxContract("memory streams", () => {
  const clock = new VirtualClock(1_000_000);
  const broker = new MemoryBroker();
  return {
    clock,
    claimAfterMs: 300,
    passTime: (ms) => clock.advance(ms),
    open: (options) => broker.open(options?.clock ?? clock),
    close: () => Promise.resolve(),
  };
});
