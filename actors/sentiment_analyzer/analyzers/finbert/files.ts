import { stat } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import type { FinbertConfig } from "../../config.ts";

/** What every model consists of besides its weights, in the hub's layout. */
export const MODEL_FILES = ["config.json", "tokenizer.json", "tokenizer_config.json"] as const;

/** The names under which transformers.js looks for weights: the small ones first. */
export const WEIGHTS = [
  "onnx/model_quantized.onnx",
  "onnx/model_int8.onnx",
  "onnx/model_uint8.onnx",
  "onnx/model.onnx",
] as const;

/** A model's folder, and the path of its weights within. */
export interface ModelFiles {
  readonly folder: string;
  readonly weights: string;
  /** What the weights must hash to; null where nobody stated it. */
  readonly sha256: string | null;
}

/** Whether a model is named by its folder rather than by its hub id. */
export function isLocal({ model }: Pick<FinbertConfig, "model">): boolean {
  return isAbsolute(model);
}

/** The files of a model in a folder; throws a sentence that names what is missing. */
export async function localModelFiles(
  { model: folder, sha256 }: FinbertConfig,
): Promise<ModelFiles> {
  if (!(await exists(folder))) {
    throw new Error(`there is no folder ${folder}; give a model's folder or its hub id`);
  }
  for (const name of MODEL_FILES) {
    if (!(await exists(join(folder, name)))) {
      throw new Error(`${folder} must hold ${name}, but does not; fetch the whole model`);
    }
  }
  for (const weights of WEIGHTS) {
    if (await exists(join(folder, weights))) return { folder, weights, sha256 };
  }
  throw new Error(`${folder} must hold one of ${WEIGHTS.join(", ")}, but does not`);
}

/** Whether there is something at a path. */
export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (code === "ENOENT" || code === "ENOTDIR") return false;
    throw error;
  }
}
