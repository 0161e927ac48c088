import { signsOf } from '../layer/check-label-set.js';
import { copyHomogeneousRow, type Layer } from '../layer/layer.js';
import type { Certificate } from '../verdict/verdict.js';
import { type Enclosure, encloseMultipliers } from './enclose-multipliers.js';
import { createExactSum } from './exact-sum.js';
import { scaledNorm, unitRoundoff } from './floating-point.js';

/** What {@link proveCertificate} found. */
export interface CertificateProof {
  /** Whether no input at all outputs the set. */
  readonly exact: boolean;
  /** No input has a larger margin. 0 for an exact proof, at most 1. */
  readonly marginUpperBound: number;
  /** When not exact: multipliers that may do better. */
  readonly refined?: Float64Array;
}

/** The largest number of exact products that float multipliers are tried with. */
const exactEffort = 30_000;

/**
 * Finds out what a certificate proves about a label set. Tried in turn:
 *
 * 1. the exact integer multipliers, where there are any: Σ λ_i s_i a_i must be zero, in exact arithmetic;
 * 2. without them, one more row than coordinates: exact positive multipliers exist near the given ones ({@link encloseMultipliers});
 * 3. the given multipliers themselves are exact;
 * 4. none of that: with r = Σ λ_i s_i a_i, every input z with ‖z‖ <= 1 and margin γ has γ Σ λ_i ‖a_i‖ <= r·z, so
 *    γ <= ‖r‖ / Σ λ_i ‖a_i‖, rounded upwards. (A negative bias coordinate of r counts as zero: z is >= 0 there.)
 *
 * @param labels sorted label numbers, already checked
 * @param certificate increasing rows in range, positive finite multipliers, equal lengths: already checked
 */
export function proveCertificate(
  layer: Layer,
  labels: readonly number[],
  certificate: Certificate,
): CertificateProof {
  const { rows, multipliers, exactMultipliers } = certificate;
  const { homogeneousDim, dim } = layer;
  const signs = signsOf(layer, labels);
  const columns = rows.map((label) => {
    const column = new Float64Array(homogeneousDim);
    copyHomogeneousRow(layer, label, column, 0);
    if (signs[label] === -1) for (let j = 0; j < homogeneousDim; j++) column[j] = -column[j]!;
    return column;
  });
  const biasAt = layer.bias === undefined ? -1 : dim;
  if (exactMultipliers !== undefined) {
    const exact = isExactlyZero(columns, biasAt, homogeneousDim, (sum, i, entry) =>
      sum.addMultiple(exactMultipliers[i]!, entry),
    );
    // Wrong exact multipliers are not excused by a proof from the rounded ones.
    return {
      exact,
      marginUpperBound: exact ? 0 : boundMargin(columns, multipliers, biasAt, homogeneousDim),
    };
  }
  const enclosure = enclose(columns, multipliers, biasAt, homogeneousDim);
  if (enclosure?.enclosed) return { exact: true, marginUpperBound: 0 };
  if (rows.length * homogeneousDim <= exactEffort) {
    const exact = isExactlyZero(columns, biasAt, homogeneousDim, (sum, i, entry) =>
      sum.addProduct(multipliers[i]!, entry),
    );
    if (exact) return { exact: true, marginUpperBound: 0 };
  }
  return {
    exact: false,
    marginUpperBound: boundMargin(columns, multipliers, biasAt, homogeneousDim),
    ...(enclosure?.enclosed === false && enclosure.refined !== undefined
      ? { refined: enclosure.refined }
      : {}),
  };
}

function isExactlyZero(
  columns: readonly Float64Array[],
  biasAt: number,
  homogeneousDim: number,
  add: (sum: ReturnType<typeof createExactSum>, row: number, entry: number) => void,
): boolean {
  for (let j = 0; j < homogeneousDim; j++) {
    const sum = createExactSum();
    for (let i = 0; i < columns.length; i++) add(sum, i, columns[i]![j]!);
    const sign = sum.sign();
    if (j === biasAt ? sign > 0 : sign !== 0) return false;
  }
  return true;
}

/** Sets up the square system where the counts fit; undefined where they do not. */
function enclose(
  columns: readonly Float64Array[],
  multipliers: Float64Array,
  biasAt: number,
  homogeneousDim: number,
): Enclosure | undefined {
  const used: number[] = [];
  for (let j = 0; j < homogeneousDim; j++) {
    if (columns.some((column) => column[j] !== 0)) used.push(j);
  }
  const usesBias = used.includes(biasAt);
  const vectors = columns.map((column) => Float64Array.from(used, (j) => column[j]!));
  if (columns.length === used.length + 1) return encloseMultipliers(vectors, multipliers);
  if (!usesBias || columns.length !== used.length) return undefined;
  // One row short, but the bias coordinate may stay negative: the slack -r_t is the multiplier of t >= 0 itself.
  const unit = Float64Array.from(used, (j) => (j === biasAt ? 1 : 0));
  let slack = 0;
  for (let i = 0; i < columns.length; i++) slack -= multipliers[i]! * columns[i]![biasAt]!;
  if (!(slack > 0 && Number.isFinite(slack))) return undefined;
  const enclosure = encloseMultipliers([...vectors, unit], [...multipliers, slack]);
  if (enclosure.enclosed || enclosure.refined === undefined) return enclosure;
  return { ...enclosure, refined: enclosure.refined.slice(0, columns.length) };
}

function boundMargin(
  columns: readonly Float64Array[],
  multipliers: Float64Array,
  biasAt: number,
  homogeneousDim: number,
): number {
  const count = columns.length;
  const gamma = (count + 6) * unitRoundoff * 1.02;
  const residual = new Float64Array(homogeneousDim);
  for (let j = 0; j < homogeneousDim; j++) {
    let sum = 0;
    let sizes = 0;
    for (let i = 0; i < count; i++) {
      const term = multipliers[i]! * columns[i]![j]!;
      sum += term;
      sizes += Math.abs(term);
    }
    const error = gamma * sizes + (count + 2) * 2 ** -1073;
    residual[j] = j === biasAt ? Math.max(0, sum + error) : Math.abs(sum) + error;
  }
  let weight = 0;
  for (let i = 0; i < count; i++) {
    // A subnormal length may have been rounded up: the number below it has not.
    weight += multipliers[i]! * (scaledNorm(columns[i]!, 0, homogeneousDim) - Number.MIN_VALUE);
  }
  // Overflow or underflow of the weights would make the quotient mean nothing.
  if (!(weight > 1e-290 && weight < 1e290)) return 1;
  const slack = 1 + (count + homogeneousDim + 12) * unitRoundoff * 1.02;
  const bound = (scaledNorm(residual, 0, homogeneousDim) / weight) * slack * slack;
  // No margin exceeds 1, and a NaN proves nothing. A quotient near the subnormal numbers may have been rounded down, to
  // 0 even, where a huge bias that helps leaves a weight far above the rest.
  return bound >= 0 && bound < 1 ? Math.max(bound, 1e-290) : 1;
}
