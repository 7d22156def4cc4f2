import { BUCKETS, DENSE_NAMES, type TextFeatures } from "../analyzers/offline/features.ts";
import { CLASSES, softmax } from "../analyzers/offline/model.ts";

/** A text made ready for training; `target` is an index into {@link CLASSES}. */
export interface Example {
  readonly features: TextFeatures;
  readonly target: number;
}

/** How the learning goes: set by hand, not searched. */
export interface LearningRates {
  readonly denseEpochs: number;
  readonly denseRate: number;
  readonly denseDecay: number;
  readonly gramEpochs: number;
  readonly gramRate: number;
  readonly gramDecay: number;
}

/** Weights of the cue features: multinomial logistic regression by plain gradient descent. */
export function trainDense(examples: readonly Example[], rates: LearningRates): Float64Array {
  const width = DENSE_NAMES.length;
  const weights = new Float64Array(width * CLASSES.length);
  const gradient = new Float64Array(weights.length);
  const squares = new Float64Array(weights.length).fill(1e-8);
  for (let epoch = 0; epoch < rates.denseEpochs; epoch++) {
    gradient.fill(0);
    for (const { features: { dense }, target } of examples) {
      const p = softmax(CLASSES.map((_, c) => dot(dense, weights, c * width)));
      for (let c = 0; c < CLASSES.length; c++) {
        const error = p[c]! - (c === target ? 1 : 0);
        for (let k = 0; k < width; k++) gradient[c * width + k]! += error * dense[k]!;
      }
    }
    for (let k = 0; k < weights.length; k++) {
      const g = gradient[k]! / examples.length + rates.denseDecay * weights[k]!;
      squares[k] = 0.9 * squares[k]! + 0.1 * g * g;
      weights[k]! -= rates.denseRate * g / Math.sqrt(squares[k]!) / (1 + epoch / 50);
    }
  }
  return weights;
}

/**
 * Weights of the hashed n-grams, on top of what the cues already say: AdaGrad, in a fixed order.
 * A decay is applied to the slots that an example touches.
 */
export function trainGrams(
  examples: readonly Example[],
  dense: Float64Array,
  rates: LearningRates,
): Float32Array {
  const weights = new Float32Array(BUCKETS * CLASSES.length);
  const squares = new Float32Array(weights.length).fill(1e-2);
  const width = DENSE_NAMES.length;
  const offsets = examples.map(({ features }) =>
    CLASSES.map((_, c) => dot(features.dense, dense, c * width))
  );
  for (let epoch = 0; epoch < rates.gramEpochs; epoch++) {
    for (const index of shuffled(examples.length, epoch + 1)) {
      const { features: { slots }, target } = examples[index]!;
      const scale = 1 / Math.sqrt(slots.length || 1);
      const p = softmax(CLASSES.map((_, c) => {
        let sum = 0;
        for (const slot of slots) sum += weights[slot * CLASSES.length + c]!;
        return offsets[index]![c]! + sum * scale;
      }));
      for (let c = 0; c < CLASSES.length; c++) {
        const error = (p[c]! - (c === target ? 1 : 0)) * scale;
        for (const slot of slots) {
          const at = slot * CLASSES.length + c;
          const g = error + rates.gramDecay * weights[at]!;
          squares[at]! += g * g;
          weights[at]! -= rates.gramRate * g / Math.sqrt(squares[at]!);
        }
      }
    }
  }
  return weights;
}

function dot(values: Float64Array, weights: Float64Array, from: number): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k]! * weights[from + k]!;
  return sum;
}

/** The numbers below `length` in an order that only the seed decides. */
function shuffled(length: number, seed: number): number[] {
  const order = Array.from({ length }, (_, index) => index);
  let x = seed >>> 0;
  for (let at = length - 1; at > 0; at--) {
    x = (Math.imul(x, 1_664_525) + 1_013_904_223) >>> 0;
    const other = Math.floor(x / 2 ** 32 * (at + 1));
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  return order;
}
