/**
 * The packages that run a model, at exact versions. They are in no import map: Deno fetches all that
 * an import map or a literal import names before a program starts, and this is 291 MB that only those
 * are to fetch who have set FinBERT up.
 */
const PACKAGES = {
  runtime: "npm:onnxruntime-node@1.30.0",
  tokenizers: "npm:@huggingface/tokenizers@0.2.0",
} as const;

/** The part of a tokenizer that is used. */
export interface Tokenizer {
  encode(text: string): { readonly ids: readonly number[] };
}

/** Numbers with a shape. */
export interface Tensor {
  readonly data: unknown;
}

/** A loaded model. */
export interface InferenceSession {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>>;
  release(): Promise<void>;
}

/** What is used of the packages. */
export interface InferenceRuntime {
  readonly Tokenizer: new (tokenizer: object, config: object) => Tokenizer;
  readonly Tensor: new (
    type: "int64",
    data: BigInt64Array,
    dims: readonly number[],
  ) => Tensor;
  readonly InferenceSession: {
    create(
      weights: Uint8Array,
      options: { readonly intraOpNumThreads: number; readonly logSeverityLevel: 4 },
    ): Promise<InferenceSession>;
  };
}

/** Loads the packages, fetching them the first time. */
export async function loadRuntime(): Promise<InferenceRuntime> {
  const [runtime, tokenizers] = await Promise.all(
    [PACKAGES.runtime, PACKAGES.tokenizers].map((name) => import(name)),
  );
  return {
    Tokenizer: tokenizers.Tokenizer,
    Tensor: runtime.Tensor,
    InferenceSession: runtime.InferenceSession,
  };
}
