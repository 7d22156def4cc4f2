import { testLiveFeedContract } from "./live_contract.ts";
import { LiveDesk } from "./testing/live_desk.ts";

testLiveFeedContract("alpaca", () => Promise.resolve(new LiveDesk()));
