import { isLeftOut } from "../../runtime/testing/skip.ts";
import { testOnServers } from "./testing/servers.ts";
import { assertUnperturbedOnGenerated, assertUnperturbedOnRecorded } from "./testing/perturbed.ts";

const generated = "random delays in every actor change nothing on Redis and PostgreSQL either";
if (!isLeftOut(generated)) {
  await testOnServers(
    generated,
    (servers) => assertUnperturbedOnGenerated(servers, [11, 12, 13, 14, 15, 16, 17, 18]),
  );
}

const recorded = "random delays change nothing on Redis and PostgreSQL on the recorded market";
if (!isLeftOut(recorded)) {
  await testOnServers(
    recorded,
    (servers) => assertUnperturbedOnRecorded(servers, [19, 20]),
  );
}
