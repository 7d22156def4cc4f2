import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { SentimentLabel } from "../../../domain/sentiment.ts";
import { softmax } from "../offline/model.ts";
import type { ModelFiles } from "./files.ts";
import { labelsOf, modelConfigSchema } from "./labels.ts";
import { type Probabilities, WeightsDiffer } from "./model_types.ts";
import {
  type InferenceRuntime,
  type InferenceSession,
  loadRuntime,
  type Tensor,
  type Tokenizer,
} from "./runtime.ts";

/** A model in memory. */
export interface LoadedModel {
  /** Start of the weights' SHA-256. */
  readonly digest: string;
  /** Blocks its thread while it computes. Not to be called while a call is under way. */
  judge(text: string): Promise<Probabilities>;
  /** Frees what the runtime holds outside of the garbage collector's reach. */
  dispose(): Promise<void>;
}

/** Tokens that BERT was trained on at a time: what is allowed where a model states no limit. */
const TOKENS_MAX = 512;
/** Characters beyond which a text cannot matter: more than any 512 tokens spell. */
const CHARACTERS_MAX = 8_000;

const anyObject = z.looseObject({});

const tokenizerConfigSchema = z.looseObject({
  // Some models state 1e30, for "no limit".
  model_max_length: z.number().min(8).optional(),
});

/**
 * Loads a model of the hub's layout from a folder.
 *
 * @throws a sentence that names the file and what is wrong with it; {@link WeightsDiffer}
 */
export async function loadModel({ folder, weights, sha256 }: ModelFiles): Promise<LoadedModel> {
  const runtime = await loadRuntime();
  const config = await read(folder, "config.json", modelConfigSchema);
  const labels = labelsOf(config);
  const tokenizerConfig = await read(folder, "tokenizer_config.json", tokenizerConfigSchema);
  const tokenizer = tokenizerOf(
    runtime,
    await read(folder, "tokenizer.json", anyObject),
    tokenizerConfig,
  );
  const limit = Math.min(
    config.max_position_embeddings ?? TOKENS_MAX,
    tokenizerConfig.model_max_length ?? TOKENS_MAX,
    TOKENS_MAX,
  );
  const bytes = await readFile(join(folder, weights));
  const whole = createHash("sha256").update(bytes).digest("hex");
  if (sha256 !== null && whole !== sha256) {
    throw new WeightsDiffer(`${weights} must have the checksum ${sha256}, but has ${whole}`);
  }
  const session = await sessionOf(runtime, bytes, weights);
  const judge = async (text: string) => {
    const ids = idsOf(tokenizer, text, limit);
    return byLabel(labels, await logitsOf(runtime, session, ids));
  };
  try {
    // A model that is not what its files say shows it now rather than in the middle of the news.
    await judge("Shares were unchanged.");
  } catch (error) {
    await session.release();
    throw new Error(`${weights} does not classify: ${firstLine(error)}`, { cause: error });
  }
  return { digest: whole.slice(0, 16), judge, dispose: () => session.release() };
}

async function read<T extends z.ZodType>(
  folder: string,
  name: string,
  schema: T,
): Promise<z.output<T>> {
  const parsed = schema.safeParse(jsonOf(await readFile(join(folder, name), "utf8")));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  throw new Error(`${name} is not that of a classifier: ${where}${issue?.message}`);
}

/** undefined, which no schema here takes, for what is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function tokenizerOf(
  { Tokenizer }: InferenceRuntime,
  tokenizer: object,
  config: object,
): Tokenizer {
  try {
    return new Tokenizer(tokenizer, config);
  } catch (error) {
    throw new Error(`tokenizer.json is no tokenizer: ${firstLine(error)}`, { cause: error });
  }
}

async function sessionOf(
  { InferenceSession }: InferenceRuntime,
  bytes: Uint8Array,
  weights: string,
): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 4 });
  } catch (error) {
    throw new Error(`${weights} is not a model: ${firstLine(error)}`, { cause: error });
  }
}

/** The text's tokens, cut to what the model takes; the closing token stays. */
function idsOf(tokenizer: Tokenizer, text: string, limit: number): readonly number[] {
  const { ids } = tokenizer.encode(text.slice(0, CHARACTERS_MAX).toWellFormed());
  const last = ids.at(-1);
  return ids.length <= limit || last === undefined ? ids : [...ids.slice(0, limit - 1), last];
}

async function logitsOf(
  { Tensor }: InferenceRuntime,
  session: InferenceSession,
  ids: readonly number[],
): Promise<number[]> {
  const row = (values: readonly number[]) =>
    new Tensor("int64", BigInt64Array.from(values, BigInt), [1, values.length]);
  const inputs: Record<string, () => Tensor> = {
    input_ids: () => row(ids),
    attention_mask: () => row(ids.map(() => 1)),
    token_type_ids: () => row(ids.map(() => 0)),
  };
  const feeds = Object.fromEntries(session.inputNames.map((name) => {
    const input = inputs[name];
    if (input === undefined) throw new Error(`it wants an input ${name}, which no BERT has`);
    return [name, input()];
  }));
  const { logits } = await session.run(feeds);
  if (logits === undefined) throw new Error("it has no output named logits");
  if (!(logits.data instanceof Float32Array)) throw new Error("its logits are no 32-bit floats");
  return [...logits.data];
}

function byLabel(labels: readonly SentimentLabel[], logits: readonly number[]): Probabilities {
  if (logits.length !== labels.length || !logits.every(Number.isFinite)) {
    throw new Error(`it gave ${logits.length} logits for ${labels.length} labels`);
  }
  const probabilities = { positive: 0, negative: 0, neutral: 0 };
  softmax(logits).forEach((share, index) => probabilities[labels[index]!] = share);
  return probabilities;
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split("\n")[0]!.slice(0, 160);
}
