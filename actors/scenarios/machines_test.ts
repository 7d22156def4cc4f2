import assert from "node:assert/strict";
import { readCompose } from "../cli/compose/testing/read.ts";
import { PLACES } from "../topology.ts";
import { OtlpReceiver, type ReceivedSpan } from "../../runtime/testing/otlp_receiver.ts";
import { isLeftOut } from "../../runtime/testing/skip.ts";
import { inHome } from "./testing/home.ts";
import { assertKept, readLedger, readTrades } from "./testing/ledger.ts";
import { Machine } from "./testing/machine.ts";
import { testOnServers } from "./testing/servers.ts";

/**
 * An execution whose trace begins with its signal, which points to the trace of a headline that was
 * judged; null where there is none yet.
 */
function tracedFill(spans: readonly ReceivedSpan[]): ReceivedSpan | null {
  const named = (name: string) => spans.filter((span) => span.name === name);
  const judged = new Set(
    named("sentiment_analyzer news:raw article").map(({ traceId }) => traceId),
  );
  const headlines = named("news:raw article").filter(({ traceId }) => judged.has(traceId));
  return named("trades:executed trade").find((fill) => {
    const ours = (span: ReceivedSpan) => span.traceId === fill.traceId;
    const signal = named("signals:generated signal").find(ours);
    const isDecided = named("trade_executor signals:generated signal").some(ours);
    return isDecided && signal !== undefined && signal.spanId === fill.parentSpanId &&
      signal.links.some(({ traceId, spanId }) =>
        headlines.some((headline) => headline.traceId === traceId && headline.spanId === spanId)
      );
  }) ?? null;
}

/** What follows the name of the program in a health check of the compose file. */
async function healthCheckOf(service: string): Promise<string[]> {
  const { document: { services } } = await readCompose();
  const { test } = services[service]!.healthcheck;
  return test.slice(test.indexOf("actors/cli/main.ts") + 1);
}

const name = "machines share one system: nobody runs an actor twice, and one that is lost is " +
  "replaced by the one that stands by";
if (!isLeftOut(name)) {
  await testOnServers(name, async (servers) =>
    await inHome(async (home) => {
      const healthArguments = await healthCheckOf("trade-executor");
      const gatewayHealth = await healthCheckOf("api-gateway");
      const others = PLACES.map(({ name }) => name)
        .filter((name) => name !== "trade_executor" && name !== "backtester");
      await using receiver = new OtlpReceiver();
      const traced = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
      await using first = new Machine("first", home, servers, ["trade_executor"], traced);
      await using rest = new Machine("rest", home, servers, [...others], traced);
      await first.ready(60_000);
      const traded = (n: number) => async () => (await readTrades(rest.url)).length >= n;
      await rest.until("trading", 90_000, traded(3));
      await rest.until(
        "traced from a headline to an execution",
        60_000,
        () => Promise.resolve(tracedFill(receiver.spans) !== null),
      );

      await using second = new Machine("second", home, servers, ["trade_executor"]);
      await second.until(
        "standing by",
        60_000,
        () =>
          Promise.resolve(
            /trade_executor is run by .*standing by to take over/.test(second.stderr),
          ),
      );
      assert.match(await first.metrics(), /^actor_ready\{actor="trade_executor"\} 1$/m);
      assert.match(await first.metrics(), /^trades_executed [1-9]/m);
      assert.match(await second.metrics(), /^actor_ready\{actor="trade_executor"\} 0$/m);
      assert.doesNotMatch(await second.metrics(), /articles_fetched|signal_generator/);
      assert.equal(await second.health([...healthArguments, "--ready"]), 2);
      assert.equal(await second.health(healthArguments), 0);
      assert.equal(await rest.health(gatewayHealth), 0);
      const before = await readLedger(rest.url);

      await first.end("SIGKILL");
      assert.equal(await first.health(healthArguments), 2);
      await second.ready(40_000);
      await rest.until("trading on", 60_000, traded(before.trades.length + 2));
      const after = await readLedger(rest.url);
      assertKept(before, after);

      assert.equal(await second.end("SIGTERM"), 0);
      assert.match(second.stderr, /Stopped: trade_executor/);
      await rest.until("told of the loss", 30_000, async () =>
        /trade_executor is (down|stopped)/.test(await (await fetch(`${rest.url}/readyz`)).text()));
      assert.equal(await rest.end("SIGTERM"), 0);
    }));
}
