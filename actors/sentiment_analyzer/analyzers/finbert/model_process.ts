/**
 * The process of a model: the only program that loads one. It may read the model's folder and load
 * native code, and nothing else: no network, no writing, no environment, no programs.
 */
import { serveHelper } from "../../../../runtime/helper/serve.ts";
import { type LoadedModel, loadModel } from "./model.ts";
import { WeightsDiffer } from "./model_types.ts";
import { type FromModel, toModelSchema } from "./protocol.ts";

let model: LoadedModel | null = null;

await serveHelper({
  async answer(message, say: (message: FromModel) => void) {
    const asked = toModelSchema.parse(message);
    if (asked.kind === "load") {
      try {
        const { kind: _, ...files } = asked;
        model ??= await loadModel(files);
        say({ kind: "loaded", digest: model.digest });
      } catch (error) {
        const weightsDiffer = error instanceof WeightsDiffer;
        say({ kind: "unloadable", weightsDiffer, reason: reasonOf(error) });
      }
      return;
    }
    const { id, text } = asked;
    try {
      if (model === null) throw new Error("no model is loaded");
      say({ kind: "judged", id, probabilities: await model.judge(text) });
    } catch (error) {
      say({ kind: "unjudged", id, reason: reasonOf(error) });
    }
  },
  dispose: async () => await model?.dispose(),
});

function reasonOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 300);
}
