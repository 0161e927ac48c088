import { signsOf } from '../layer/check-label-set.js';
import type { Layer } from '../layer/layer.js';
import { createExactSum } from './exact-sum.js';
import { scaledNorm, unitRoundoff } from './floating-point.js';

/** What {@link proveWitness} found. */
export type WitnessProof =
  | { readonly proved: true; readonly margin: number }
  | { readonly proved: false; readonly label: number; readonly reason: string };

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
  const { data, stride, numLabels, dim, bias, thresholdScale } = layer;
  const signs = signsOf(layer, labels);
  const extraSquare = thresholdScale * thresholdScale;
  const numTerms = dim + 2;
  // Six more roundings than terms: of the bounds themselves and of the last subtraction.
  const relative = (numTerms + 6) * unitRoundoff * 1.02;
  const absolute = (numTerms + 2) * 2 ** -1073;
  const normSlack = 1 + (numTerms + 6) * unitRoundoff * 1.02;
  const directionNorm = homogeneousNorm(layer, witness, threshold) * normSlack;
  // Where z is next to nothing or overflows, its length is not known well enough to claim any margin.
  const measurable = directionNorm > 1e-290 && directionNorm < Number.POSITIVE_INFINITY;
  let margin = measurable ? Number.POSITIVE_INFINITY : 0;
  for (let label = 0; label < numLabels; label++) {
    const row = label * stride;
    let value = 0;
    let size = 0;
    let squares = 0;
    for (let j = 0; j < dim; j++) {
      const weight = data[row + j]!;
      const term = weight * witness[j]!;
      value += term;
      size += Math.abs(term);
      squares += weight * weight;
    }
    if (bias !== undefined) {
      const offset = bias[label]!;
      value += offset;
      size += Math.abs(offset);
      squares += offset * offset;
    }
    value -= threshold;
    size += Math.abs(threshold);
    squares += extraSquare;
    const signed = signs[label]! * value;
    let lower = signed - (relative * size + absolute);
    // Not `lower <= 0`: an overflow makes it NaN.
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
    const rowNorm = squares > 1e-250 && squares < 1e300 ? Math.sqrt(squares) : rowNormOf(layer, label);
    const quotient = (lower / (rowNorm * normSlack) / directionNorm) * (1 - 4 * unitRoundoff);
    if (!(quotient >= margin)) margin = Number.isNaN(quotient) ? 0 : quotient;
  }
  return { proved: true, margin: Math.min(margin, 1) };
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
