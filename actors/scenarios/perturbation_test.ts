import { isLeftOut } from "../../runtime/testing/skip.ts";
import { NO_SERVERS } from "./testing/servers.ts";
import { assertUnperturbedOnGenerated, assertUnperturbedOnRecorded } from "./testing/perturbed.ts";

const generated = "random delays in every actor change nothing";
if (!isLeftOut(generated)) {
  Deno.test(generated, () => assertUnperturbedOnGenerated(NO_SERVERS, [1, 2, 3, 4, 5, 6, 7]));
}

const recorded = "random delays in every actor change nothing on the recorded market";
if (!isLeftOut(recorded)) {
  Deno.test(recorded, () => assertUnperturbedOnRecorded(NO_SERVERS, [8, 9, 10]));
}
