import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { z } from "zod";

/**
 * The trials load a model, and so run in a process under the lock file of models: in this one, its
 * packages would be written into the project's own lock file.
 */
const LOCK = fileURLToPath(new URL("../finbert.lock", import.meta.url));

for (const trials of ["local_trials.ts", "hub_trials.ts", "chain_trials.ts"]) {
  Deno.test(`FinBERT stands its trials: ${trials}`, async () => {
    const file = fileURLToPath(new URL(`./finbert/${trials}`, import.meta.url));
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["test", "-A", "--no-check", `--lock=${LOCK}`, file],
      env: { NO_COLOR: "1" },
    }).output();
    const said = new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
    assert.equal(code, 0, said);
    assert.match(said, /ok \| \d+ passed .*\| 0 failed/);
  });
}

const lockSchema = z.looseObject({ specifiers: z.record(z.string(), z.string()) });

Deno.test("the lock file of models has every package of the project at the same version", async () => {
  const read = async (path: string) =>
    lockSchema.parse(JSON.parse(await Deno.readTextFile(path))).specifiers;
  const ours = await read(fileURLToPath(new URL("../../../deno.lock", import.meta.url)));
  const models = await read(LOCK);
  for (const [specifier, version] of Object.entries(ours)) {
    assert.equal(models[specifier], version, `${specifier}: copy deno.lock to finbert.lock anew`);
  }
  assert.ok(models["npm:onnxruntime-node@1.30.0"] !== undefined);
  assert.equal(ours["npm:onnxruntime-node@1.30.0"], undefined, "every start would fetch it");
});
