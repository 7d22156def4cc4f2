import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { MODEL_LOCK } from "./process_plan.ts";

const lockSchema = z.looseObject({ specifiers: z.record(z.string(), z.string()) });

Deno.test("the lock file of models has every package of the project at the same version", async () => {
  const read = async (path: string) =>
    lockSchema.parse(JSON.parse(await Deno.readTextFile(path))).specifiers;
  const ours = await read(fileURLToPath(new URL("../../../../deno.lock", import.meta.url)));
  const models = await read(MODEL_LOCK);
  for (const [specifier, version] of Object.entries(ours)) {
    assert.equal(models[specifier], version, `${specifier}: copy deno.lock to finbert.lock anew`);
  }
  assert.ok(models["npm:onnxruntime-node@1.30.0"] !== undefined);
  assert.equal(ours["npm:onnxruntime-node@1.30.0"], undefined, "every start would fetch it");
});
