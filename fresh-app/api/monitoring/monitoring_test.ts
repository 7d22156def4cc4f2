import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { skipLoudly } from "../../../runtime/testing/skip.ts";
import { exposition, METRICS } from "../metrics.ts";
import { metricSources } from "../metric_sources.ts";
import { fakePorts } from "../testing/fakes.ts";

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const read = (file: string) => Deno.readTextFile(here(file));

/** Every name in a text that ends as the parts of a metric do, without that end. */
function metricsIn(text: string): Set<string> {
  const known = new Map(METRICS.flatMap(({ name, type }) => {
    const parts = type === "histogram" ? ["_bucket", "_sum", "_count"] : [""];
    return parts.map((part) => [name + part, name] as const);
  }));
  const found = new Set<string>();
  for (const [, name] of text.matchAll(/([a-z_]+)\{job=/g)) {
    if (name === "up") continue;
    const metric = known.get(name!);
    assert.ok(metric !== undefined, `${name} is no metric of ours`);
    found.add(metric);
  }
  return found;
}

Deno.test("alerts and dashboard speak of metrics that there are", async () => {
  assert.ok(metricsIn(await read("alerts.yml")).size >= 9);
  const dashboard = JSON.parse(await read("grafana/dashboards/pitboss.json"));
  const shown = metricsIn(
    dashboard.panels.flatMap(({ targets }: { targets: { expr: string }[] }) =>
      targets.map(({ expr }) => expr)
    ).join("\n"),
  );
  for (const name of ["equity", "trades_executed", "fill_latency", "mailbox_depth"]) {
    assert.ok(shown.has(name), name);
  }
});

Deno.test("every alert is tried: silent where all is well, told where it is not", async () => {
  const alerts = [...(await read("alerts.yml")).matchAll(/- alert: (\w+)/g)].map(([, name]) =>
    name!
  );
  const tests = await read("alerts_test.yml");
  for (const name of alerts) {
    assert.ok(tests.includes(`- { eval_time: 110m, alertname: ${name} }`), name);
    assert.match(tests, new RegExp(`alertname: ${name}\\n +exp_alerts:`), name);
  }
});

/** Runs promtool here; its output where it does not succeed. */
async function promtool(args: readonly string[], input = ""): Promise<string> {
  const child = new Deno.Command("promtool", {
    args: [...args],
    cwd: here("."),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(input));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  return success ? "" : said || "it failed without a word";
}

/** Registers a test that needs Prometheus' own tool. */
function testWithPromtool(name: string, run: () => Promise<void>): void {
  const isThere = (Deno.env.get("PATH") ?? "").split(":").some((folder) => {
    try {
      return Deno.statSync(`${folder}/promtool`).isFile;
    } catch {
      return false;
    }
  });
  if (isThere) Deno.test(name, run);
  else skipLoudly(name, "prometheus", "install Debian's prometheus, which has promtool");
}

testWithPromtool("promtool finds nothing wrong with the metrics", async () => {
  const ports = fakePorts();
  const snapshot = await ports.status.snapshot();
  const latency = { seconds: 0.5, buckets: [{ le: 0.1, count: 1 }, { le: null, count: 2 }] };
  const measured = { redelivered: 1, handling: latency, lag: latency };
  const sources = await metricSources(ports);
  const text = exposition({
    ...sources,
    snapshot: {
      ...snapshot!,
      actors: snapshot!.actors.map((actor) => ({
        ...actor,
        progress: { ...actor.progress, measured },
      })),
    },
    totals: { ...sources.totals!, articles: new Map([["wire", 1]]) },
    depths: [
      { stream: "s", group: "g", depth: 1, pending: 1, parked: 0, oldestAt: 1 },
    ],
    deadLetters: new Map([["s", 1]]),
  });
  for (const { name } of METRICS) assert.ok(text.includes(`# TYPE ${name} `), name);
  assert.equal(await promtool(["check", "metrics"], text), "");
  assert.notEqual(await promtool(["check", "metrics"], "# TYPE a counter\na 1\n"), "");
});

testWithPromtool("promtool finds nothing wrong with Prometheus' settings and rules", async () => {
  // The file with the token is there only where it is deployed.
  assert.equal(await promtool(["check", "config", "--syntax-only", "prometheus.yml"]), "");
  assert.equal(await promtool(["test", "rules", "alerts_test.yml"]), "");
});
