import { signsOf } from '../layer/check-label-set.js';
import { copyHomogeneousRow, type Layer } from '../layer/layer.js';
import type { RowSystem } from '../solvers/row-system.js';
import type { Certificate } from '../verdict/verdict.js';
import { scaledNorm } from '../verify/floating-point.js';
import { type CertificateProof, proveCertificate } from '../verify/prove-certificate.js';
import { exactMultipliers } from './exact-multipliers.js';

/** A certificate together with what it proves. */
export interface ProvedCertificate {
  readonly certificate: Certificate;
  readonly proof: CertificateProof;
}

/** Rows and a positive multiplier for each. */
export interface Combination {
  readonly rows: readonly number[];
  readonly multipliers: readonly number[];
}

/**
 * Makes a certificate of a solver's combination Σ λ_i s_i p_i ≈ 0: drops negligible rows and goes over to the rows of
 * the layer, then {@link proveCombination}.
 *
 * @returns undefined when no multiplier can be expressed as a positive double
 */
export function buildCertificate(
  layer: Layer,
  system: RowSystem,
  labels: readonly number[],
  combination: Combination,
): ProvedCertificate | undefined {
  const byRow = new Map<number, number>();
  let largest = 0;
  combination.rows.forEach((row, k) => {
    // A solver may be wrong in any way: what is no row and no positive number is left out, and a row counts once.
    const multiplier = combination.multipliers[k]!;
    if (!(multiplier > 0 && Number.isInteger(row) && row >= 0 && row < layer.numLabels)) return;
    byRow.set(row, (byRow.get(row) ?? 0) + multiplier);
    largest = Math.max(largest, byRow.get(row)!);
  });
  const rows = [...byRow.keys()].filter((row) => byRow.get(row)! > 1e-13 * largest);
  const multipliers = rows.map((row) => system.toLayerMultiplier(row, byRow.get(row)! / largest));
  return proveCombination(layer, labels, { rows, multipliers });
}

/**
 * Makes a certificate of a combination Σ λ_i s_i a_i ≈ 0 of the rows of a layer: polishes the multipliers, looks for
 * exact ones where the rows are dependent, and proves the result as the verifier will.
 *
 * @returns undefined when there are no rows, or a multiplier is no positive double
 */
export function proveCombination(
  layer: Layer,
  labels: readonly number[],
  combination: Combination,
): ProvedCertificate | undefined {
  const order = Array.from(combination.rows.keys()).sort(
    (a, b) => combination.rows[a]! - combination.rows[b]!,
  );
  const rows = order.map((k) => combination.rows[k]!);
  let multipliers = scaleToOne(
    layer,
    rows,
    Float64Array.from(order, (k) => combination.multipliers[k]!),
  );
  if (rows.length === 0 || multipliers === undefined) return undefined;
  let proof = proveCertificate(layer, labels, { rows, multipliers });
  // Two Newton steps are enough: what they cannot repair is not a matter of rounding.
  for (let step = 0; step < 2 && !proof.exact && proof.refined !== undefined; step++) {
    const refined = scaleToOne(layer, rows, proof.refined);
    if (refined === undefined) break;
    const better = proveCertificate(layer, labels, { rows, multipliers: refined });
    if (!better.exact && better.marginUpperBound >= proof.marginUpperBound) break;
    multipliers = refined;
    proof = better;
  }
  const plain = { certificate: { rows, multipliers }, proof };
  return proof.exact ? plain : (repairExactly(layer, labels, rows) ?? plain);
}

/**
 * Rows that vanish in exact arithmetic though they are no more than there are coordinates (duplicates, ties, zero
 * columns) are no accident. One row more than coordinates always vanishes for some multipliers; where the enclosure
 * could not see their signs, those depend on the last bits of the weights: nothing to build a verdict on.
 */
function repairExactly(
  layer: Layer,
  labels: readonly number[],
  rows: readonly number[],
): ProvedCertificate | undefined {
  const exact = exactMultipliers(layer, signsOf(layer, labels), rows);
  if (exact === undefined) return undefined;
  const kept = Array.from(rows.keys()).filter((i) => exact.multipliers[i]! > 0n);
  if (kept.length + (exact.hasSlack ? 1 : 0) > layer.homogeneousDim) return undefined;
  const keptRows = kept.map((i) => rows[i]!);
  const values = kept.map((i) => exact.multipliers[i]!);
  let largest = 1n;
  for (const value of values) if (value > largest) largest = value;
  const multipliers = Float64Array.from(values, (value) => Number((value << 1000n) / largest) * 2 ** -1000);
  if (!multipliers.every((value) => value > 0)) return undefined;
  // Where doubles hold the integers exactly they prove the same, and read better.
  const short = values.every((value) => value < 2n ** 53n);
  const certificate: Certificate = short
    ? { rows: keptRows, multipliers: Float64Array.from(values, Number) }
    : { rows: keptRows, multipliers, exactMultipliers: values };
  const proof = proveCertificate(layer, labels, certificate);
  return proof.exact ? { certificate, proof } : undefined;
}

/** Scales multipliers so that the largest λ_i ‖a_i‖ is 1; undefined when one is then no positive double. */
function scaleToOne(
  layer: Layer,
  rows: readonly number[],
  multipliers: Float64Array,
): Float64Array | undefined {
  const row = new Float64Array(layer.homogeneousDim);
  let largest = 0;
  rows.forEach((label, k) => {
    copyHomogeneousRow(layer, label, row, 0);
    const norm = scaledNorm(row, 0, layer.homogeneousDim);
    largest = Math.max(largest, norm === 0 ? 1 : multipliers[k]! * norm);
  });
  const scaled = multipliers.map((value) => value / largest);
  return scaled.every((value) => value > 0 && Number.isFinite(value)) ? scaled : undefined;
}
