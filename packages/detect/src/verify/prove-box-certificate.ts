import { signsOf } from '../layer/check-label-set.js';
import type { Layer } from '../layer/layer.js';
import type { Certificate } from '../verdict/verdict.js';
import { unitRoundoff } from './floating-point.js';

/**
 * Whether a combination of rows excludes that any input with |x_j| <= box outputs a label set.
 *
 * An input x that outputs the set, with a threshold θ between the scores inside and outside (0 for the threshold
 * rule), has Σ λ_i s_i (w_i·x + b_i - θ) > 0. With r = Σ λ_i s_i w_i, ρ = Σ λ_i s_i b_i and τ = Σ λ_i s_i, the left side is
 * at most box ‖r‖₁ + ρ + |τ| |θ|, and |θ| is at most the largest score that one label inside or one outside can have in
 * the box. If that sum, rounded upwards, is not positive, there is no such input.
 *
 * @param labels sorted label numbers, already checked
 * @param certificate rows in range, positive finite multipliers: already checked. Rows that do not increase prove nothing
 * @param box a finite number > 0
 */
export function proveBoxCertificate(
  layer: Layer,
  labels: readonly number[],
  { rows, multipliers }: Pick<Certificate, 'rows' | 'multipliers'>,
  box: number,
): boolean {
  const { data, stride, dim, bias, rule, numLabels } = layer;
  // A row that counts twice is no certificate as verdicts have them.
  if (rows.some((row, k) => !(row > (rows[k - 1] ?? -1)))) return false;
  const signs = signsOf(layer, labels);
  const sums = new Float64Array(dim);
  const sizes = new Float64Array(dim);
  let [offset, offsetSize, excess, excessSize] = [0, 0, 0, 0];
  rows.forEach((label, k) => {
    const multiplier = multipliers[k]!;
    for (let j = 0; j < dim; j++) {
      const term = multiplier * data[label * stride + j]!;
      sums[j] = sums[j]! + signs[label]! * term;
      sizes[j] = sizes[j]! + Math.abs(term);
    }
    const term = bias === undefined ? 0 : multiplier * bias[label]!;
    offset += signs[label]! * term;
    offsetSize += Math.abs(term);
    excess += signs[label]! * multiplier;
    excessSize += multiplier;
  });
  // The rounding of n terms, and of what is done with their sums below; and what underflow can lose.
  const gamma = (rows.length + dim + 16) * unitRoundoff * 1.02;
  const tiny = (rows.length + dim + 16) * 2 ** -1070;
  let upper = offset + gamma * offsetSize;
  let size = Math.abs(offset) + offsetSize;
  for (let j = 0; j < dim; j++) {
    const part = box * (Math.abs(sums[j]!) + gamma * sizes[j]! + tiny);
    upper += part;
    size += part;
  }
  if (rule !== 'threshold') {
    const imbalance = Math.abs(excess) + gamma * excessSize;
    const first = labels[0];
    const outside = signs.indexOf(-1);
    // With no label inside, or none outside, any threshold will do, and nothing is excluded.
    if (first === undefined || outside < 0 || outside >= numLabels) return false;
    const part = imbalance * Math.max(largestScore(layer, first, box), largestScore(layer, outside, box));
    upper += part;
    size += part;
  }
  return upper + gamma * size + tiny <= 0 && Number.isFinite(size);
}

/** An upper bound of |w_i·x + b_i| over the box. */
function largestScore(layer: Layer, label: number, box: number): number {
  const { data, stride, dim, bias } = layer;
  let size = bias === undefined ? 0 : Math.abs(bias[label]!);
  for (let j = 0; j < dim; j++) size += box * Math.abs(data[label * stride + j]!);
  // Each of the products may underflow.
  return size * (1 + (dim + 4) * unitRoundoff * 1.02) + (dim + 2) * Number.MIN_VALUE;
}
