import { seededRandomness, seedOf } from "../../../../runtime/clock/seeded.ts";

/** Each octave is four times as long as the one before and about 1.6 times as strong. */
const OCTAVES = 7;
const LENGTH_RATIO = 4;
const STRENGTH_RATIO = 1.6;

function latticeValue(name: string, octave: number, index: number): number {
  return seededRandomness(seedOf(`${name}|${octave}|${index}`)).next() * 2 - 1;
}

/**
 * A wandering level that can be had for any moment without what came before: fractal value noise
 * (K. Perlin, "An Image Synthesizer", 1985, on a line), in units of its finest octave. It moves
 * like a random walk from day to day and stays within bounds for ever.
 * @param name tells one level from another; the same name gives the same level
 * @param step whole steps from the epoch
 */
export function levelAt(name: string, step: number): number {
  let sum = 0;
  let length = 1;
  let strength = 1;
  for (let octave = 0; octave < OCTAVES; octave++) {
    const position = step / length;
    const index = Math.floor(position);
    const t = position - index;
    const eased = t * t * (3 - 2 * t);
    const here = latticeValue(name, octave, index);
    const next = t === 0 ? here : latticeValue(name, octave, index + 1);
    sum += strength * (here + (next - here) * eased);
    length *= LENGTH_RATIO;
    strength *= STRENGTH_RATIO;
  }
  return sum;
}
