/**
 * Where every task begins: `deno run -A actors/cli/main.ts TASK …`. The task's module is imported
 * only after the version was checked, by a computed name, so that nothing else is loaded first.
 */
import { tooOld } from "./deno_version.ts";

const refusal = tooOld(Deno.version.deno);
if (refusal !== null) {
  Deno.stderr.writeSync(new TextEncoder().encode(refusal + "\n"));
  Deno.exit(1);
}
const launcher = new URL("./launch.ts", import.meta.url).href;
const { launch } = await import(launcher);
await launch(Deno.args);
