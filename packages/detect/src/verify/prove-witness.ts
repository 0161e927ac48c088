import { signsOf } from '../layer/check-label-set.js';
import type { Layer } from '../layer/layer.js';
import { createExactSum } from './exact-sum.js';
import { scaledNorm, unitRoundoff } from './floating-point.js';

/** What {@link proveWitness} found. */
export type WitnessProof =
  | { readonly proved: true; readonly margin: number }
  | { readonly proved: false; readonly label: number; readonly reason: string };

/** What the two steps of a length, and the division of the threshold, can lose to underflow; and then some. */
const normUnderflow = 4 * Number.MIN_VALUE;

/** Far above the subnormal numbers. */
const smallestQuotient = 1e-290;

/**
 * Proves that an input x makes a layer output exactly a label set, and how large the margin of that input is.
 *
 * For every label i the sign of v_i = w_i·x + b_i - threshold is established against the rounding of its own
 * evaluation: with m terms, |fl(v_i) - v_i| <= γ_m Σ|terms| + m 2^-1074, γ_m = m u / (1 - m u) (Higham, "Accuracy and
 * Stability of Numerical Algorithms", section 3.1; the second part covers underflow). Where that is not enough, or
 * where something overflowed, v_i is evaluated exactly.
 *
 * The margin is a lower bound (rounded downwards) of
 *
 *     min_i s_i v_i / (‖a_i‖ ‖z‖),     z = (x, 1 if there is a bias, threshold / thresholdScale if the rule has one)
 *
 * @param labels sorted label numbers, already checked
 * @param witness x, dim finite numbers
 * @param threshold the number that the scores of the labels in the set exceed and all others stay below; 0 for the
 *   threshold rule
 */
export function proveWitness(
  layer: Layer,
  labels: readonly number[],
  witness: Float64Array,
  threshold: number,
): WitnessProof {
  const { data, stride, numLabels, dim, bias } = layer;
  const signs = signsOf(layer, labels);
  const numTerms = dim + 2;
  // Six more roundings than terms: of the bounds themselves and of the last subtraction.
  const relative = (numTerms + 6) * unitRoundoff * 1.02;
  const absolute = (numTerms + 2) * 2 ** -1073;
  const directionNorm =
    homogeneousNorm(layer, witness, threshold) * (1 + (numTerms + 6) * unitRoundoff * 1.02) + normUnderflow;
  // Where z is next to nothing or overflows, its length is not known well enough to claim any margin.
  const measurable = directionNorm > 1e-290 && directionNorm < Number.POSITIVE_INFINITY;
  let margin = measurable ? Number.POSITIVE_INFINITY : 0;
  const rowNorms = rowNormsOf(layer);
  for (let label = 0; label < numLabels; label++) {
    const value =
      productOf(data, label * stride, witness) + (bias === undefined ? 0 : bias[label]!) - threshold;
    const signed = signs[label]! * value;
    const rowNorm = rowNorms[label]!;
    // Σ|terms| <= ‖a_i‖ ‖z‖: coarse, but it costs nothing, and it is enough wherever the margin is not tiny. The two
    // lengths are multiplied first: `relative` times a short row may underflow to nothing beside a long z.
    let lower = signed - (relative * (rowNorm * directionNorm) + absolute);
    // Not `lower <= signed / 2`: an overflow makes it NaN.
    if (!(lower > signed / 2 && Number.isFinite(lower))) {
      lower = signed - (relative * sizeOf(layer, label, witness, threshold) + absolute);
    }
    if (!(lower > 0 && Number.isFinite(lower))) {
      lower = signs[label]! * exactValue(layer, label, witness, threshold);
      if (!(lower > 0)) {
        if (exactSign(layer, label, witness, threshold) * signs[label]! <= 0) {
          return {
            proved: false,
            label,
            reason: `label ${label} is not ${signs[label] === 1 ? 'above' : 'below'} the threshold`,
          };
        }
        lower = 0;
      }
    }
    const distance = lower / rowNorm;
    const quotient = (distance / directionNorm) * (1 - 4 * unitRoundoff);
    // A quotient that is subnormal, or was on the way, may have been rounded up by any fraction of itself.
    if (!(distance > smallestQuotient && quotient > smallestQuotient)) margin = 0;
    else if (quotient < margin) margin = quotient;
  }
  return { proved: true, margin: Math.min(margin, 1) };
}

/** w_i·x, in four sums that do not wait for each other. */
function productOf(data: Float64Array, row: number, x: Float64Array): number {
  const dim = x.length;
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let j = 0;
  for (; j + 4 <= dim; j += 4) {
    a += data[row + j]! * x[j]!;
    b += data[row + j + 1]! * x[j + 1]!;
    c += data[row + j + 2]! * x[j + 2]!;
    d += data[row + j + 3]! * x[j + 3]!;
  }
  for (; j < dim; j++) a += data[row + j]! * x[j]!;
  return a + b + (c + d);
}

/** Σ|terms| of v_i. */
function sizeOf(layer: Layer, label: number, witness: Float64Array, threshold: number): number {
  const { data, stride, dim, bias } = layer;
  let size = Math.abs(threshold) + (bias === undefined ? 0 : Math.abs(bias[label]!));
  for (let j = 0; j < dim; j++) size += Math.abs(data[label * stride + j]! * witness[j]!);
  return size;
}

const knownNorms = new WeakMap<Layer, Float64Array>();

/** Upper bounds of ‖a_i‖ for all labels, computed once per layer. */
function rowNormsOf(layer: Layer): Float64Array {
  let norms = knownNorms.get(layer);
  if (norms === undefined) {
    const slack = 1 + (layer.dim + 8) * unitRoundoff * 1.02;
    norms = Float64Array.from(
      { length: layer.numLabels },
      (_, label) => rowNormOf(layer, label) * slack + normUnderflow,
    );
    knownNorms.set(layer, norms);
  }
  return norms;
}

/** ‖a_i‖, free of overflow on the way. */
function rowNormOf(layer: Layer, label: number): number {
  const { data, stride, dim, bias, thresholdScale } = layer;
  return scaledNorm(
    [scaledNorm(data, label * stride, dim), bias === undefined ? 0 : bias[label]!, thresholdScale],
    0,
    3,
  );
}

function homogeneousNorm(layer: Layer, witness: Float64Array, threshold: number): number {
  const { dim, bias, thresholdScale } = layer;
  return scaledNorm(
    [
      scaledNorm(witness, 0, dim),
      bias === undefined ? 0 : 1,
      thresholdScale > 0 ? threshold / thresholdScale : 0,
    ],
    0,
    3,
  );
}

function exactSumOf(
  layer: Layer,
  label: number,
  witness: Float64Array,
  threshold: number,
): ReturnType<typeof createExactSum> {
  const { data, stride, dim, bias } = layer;
  const sum = createExactSum();
  for (let j = 0; j < dim; j++) sum.addProduct(data[label * stride + j]!, witness[j]!);
  if (bias !== undefined) sum.addProduct(bias[label]!, 1);
  sum.addProduct(-1, threshold);
  return sum;
}

function exactValue(layer: Layer, label: number, witness: Float64Array, threshold: number): number {
  return exactSumOf(layer, label, witness, threshold).towardsZero();
}

function exactSign(layer: Layer, label: number, witness: Float64Array, threshold: number): number {
  return exactSumOf(layer, label, witness, threshold).sign();
}
