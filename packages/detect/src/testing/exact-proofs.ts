import { createMatrix } from '@sbn/core';
import { createLayer, type LayerInput } from '../layer/layer.js';

/**
 * What a proof claims, by integer arithmetic: every double is an integer times 2^-1074, and the numbers below count in
 * units of a power of that. Shares nothing with the verifier but the definition of the threshold's scale.
 */
const digits = 1074n;

const bits = new DataView(new ArrayBuffer(8));

/** value · 2^1074 of a finite double. */
function inUnits(value: number): bigint {
  bits.setFloat64(0, value);
  const raw = bits.getBigUint64(0);
  const exponent = (raw >> 52n) & 0x7ffn;
  const fraction = raw & 0xfffffffffffffn;
  const size = exponent === 0n ? fraction : (fraction | 0x10000000000000n) << (exponent - 1n);
  return raw >> 63n === 1n ? -size : size;
}

/** The double that is so many steps further up; the largest one where there is none. */
export function neighbour(value: number, steps: number): number {
  bits.setFloat64(0, value);
  const raw = bits.getBigInt64(0);
  const place = (raw < 0n ? -(raw & 0x7fffffffffffffffn) : raw) + BigInt(steps);
  bits.setBigInt64(0, place < 0n ? -place | -0x8000000000000000n : place);
  const moved = bits.getFloat64(0);
  return Number.isFinite(moved) ? moved : Math.sign(value) * Number.MAX_VALUE;
}

/** All w_i·x + b_i - threshold, in units of 2^-2148. */
export function exactScores({ weights, bias }: LayerInput, x: Float64Array, threshold: number): bigint[] {
  const { rows, cols, data } = weights;
  const input = Array.from(x, inUnits);
  return Array.from({ length: rows }, (_, i) => {
    const row = data.subarray(i * cols, (i + 1) * cols);
    const product = row.reduce((sum, weight, j) => sum + inUnits(weight) * input[j]!, 0n);
    return product + ((inUnits(bias?.[i] ?? 0) - inUnits(threshold)) << digits);
  });
}

/** The nearest double to a number of units of 2^-unit, or one next to it. */
export function toDouble(value: bigint, unit: number): number {
  const size = value < 0n ? -value : value;
  const drop = Math.max(0, size.toString(16).length * 4 - 64);
  const exponent = drop - unit;
  const half = Math.trunc(exponent / 2);
  return (value < 0n ? -1 : 1) * Number(size >> BigInt(drop)) * 2 ** half * 2 ** (exponent - half);
}

/** Whether an input outputs exactly a set, with a margin of at least the one claimed. */
export function outputsExactly(
  layer: LayerInput,
  labels: readonly number[],
  x: Float64Array,
  threshold: number,
  margin = 0,
): boolean {
  const scores = exactScores(layer, x, threshold);
  const signed = scores.map((score, i) => (labels.includes(i) ? score : -score));
  if (signed.some((score) => score <= 0n)) return false;
  if (margin <= 0) return true;
  const { thresholdScale } = createLayer('test', layer);
  // margin² ‖a_i‖² ‖z‖² <= v_i².
  let z = x.reduce((sum, value) => sum + (inUnits(value) << digits) ** 2n, 0n);
  if (layer.bias !== undefined) z += (1n << (2n * digits)) ** 2n;
  if (thresholdScale > 0) z += (inUnits(threshold) << (digits - BigInt(Math.log2(thresholdScale)))) ** 2n;
  const square = inUnits(margin) ** 2n * z;
  return signed.every(
    (score, i) => squaredLength(layer, thresholdScale, i) * square <= (score ** 2n) << 4296n,
  );
}

/** ‖a_i‖², in units of 2^-2148. */
function squaredLength({ weights, bias }: LayerInput, thresholdScale: number, label: number): bigint {
  const { cols, data } = weights;
  return data
    .subarray(label * cols, (label + 1) * cols)
    .reduce(
      (sum, value) => sum + inUnits(value) ** 2n,
      inUnits(thresholdScale) ** 2n + inUnits(bias?.[label] ?? 0) ** 2n,
    );
}

/** Rows and multipliers. */
export interface PlainCertificate {
  readonly rows: readonly number[];
  readonly multipliers: Float64Array;
}

/** The signed combination of rows: Σ λ_i s_i w_i, Σ λ_i s_i b_i (units of 2^-2148) and Σ λ_i s_i (2^-1074). */
function combine(
  { weights, bias }: LayerInput,
  labels: readonly number[],
  { rows, multipliers }: PlainCertificate,
): { sums: bigint[]; offset: bigint; excess: bigint } {
  const { cols, data } = weights;
  const factors = rows.map((row, k) => inUnits(multipliers[k]!) * (labels.includes(row) ? 1n : -1n));
  const total = (entry: (row: number) => number): bigint =>
    rows.reduce((sum, row, k) => sum + factors[k]! * inUnits(entry(row)), 0n);
  return {
    sums: Array.from({ length: cols }, (_, j) => total((row) => data[row * cols + j]!)),
    offset: total((row) => bias?.[row] ?? 0),
    excess: factors.reduce((sum, factor) => sum + factor, 0n),
  };
}

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);

/**
 * The most that Σ λ_i s_i (w_i·x + b_i - θ) can be in a box, with the sharpest bound of θ there is, in units of 2^-3222;
 * undefined where θ has none. The certificate excludes the box iff this is not positive.
 */
export function boxCertificateValue(
  layer: LayerInput,
  labels: readonly number[],
  certificate: PlainCertificate,
  box: number,
): bigint | undefined {
  const { weights, bias, rule = 'threshold' } = layer;
  const { rows: numLabels, cols, data } = weights;
  const size = inUnits(box);
  const { sums, offset, excess } = combine(layer, labels, certificate);
  const value = sums.reduce((sum, entry) => sum + size * absolute(entry), offset << digits);
  if (rule === 'threshold') return value;
  const largest = Array.from({ length: numLabels }, (_, i) =>
    data
      .subarray(i * cols, (i + 1) * cols)
      .reduce(
        (sum, weight) => sum + size * absolute(inUnits(weight)),
        absolute(inUnits(bias?.[i] ?? 0)) << digits,
      ),
  );
  // θ lies between the scores of any label inside and any outside: the pair with the smallest scores bounds it best.
  const increasing = (values: bigint[]): bigint[] => values.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const [inside] = increasing(largest.filter((_, i) => labels.includes(i)));
  const [outside] = increasing(largest.filter((_, i) => !labels.includes(i)));
  if (inside === undefined || outside === undefined) return undefined;
  return value + absolute(excess) * increasing([inside, outside])[1]!;
}

/** Whether ‖r‖ <= bound Σ λ_i ‖a_i‖, in 60 more digits than the doubles have. */
export function boundHolds(
  layer: LayerInput,
  labels: readonly number[],
  certificate: PlainCertificate,
  bound: number,
): boolean {
  const { thresholdScale } = createLayer('test', layer);
  const { sums, offset, excess } = combine(layer, labels, certificate);
  // The bias coordinate counts only where it is positive: t >= 0.
  const positive = offset > 0n ? offset : 0n;
  const residual = [...sums, positive, excess * inUnits(thresholdScale)].reduce((sum, r) => sum + r * r, 0n);
  const weight = certificate.rows.reduce((sum, row, k) => {
    const length = squareRoot(squaredLength(layer, thresholdScale, row) << 400n) + 1n;
    return sum + inUnits(certificate.multipliers[k]!) * length;
  }, 0n);
  return residual << (400n + 2n * digits) <= (inUnits(bound) * weight) ** 2n;
}

/** The integer part of a square root, by Newton's method from above. */
function squareRoot(value: bigint): bigint {
  if (value === 0n) return 0n;
  let root = 1n << BigInt(value.toString(16).length * 2 + 1);
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/**
 * The same question as one about a threshold layer: whether it outputs `labels`. Ranks become differences of rows, which
 * must be exact doubles (as they are where all entries are multiples of one power of two), a box becomes labels x_j + B
 * and B - x_j that are always on.
 */
export function asThresholdLayer(
  layer: LayerInput,
  labels: readonly number[],
  box?: number,
): { layer: LayerInput; labels: number[] } {
  const { weights, bias, rule = 'threshold' } = layer;
  const { rows: numLabels, cols, data } = weights;
  const rows: { entries: number[]; bias: number; inside: boolean }[] = [];
  const row = (i: number): number[] => [...data.subarray(i * cols, (i + 1) * cols)];
  const biasOf = (i: number): number => bias?.[i] ?? 0;
  for (let i = 0; i < numLabels; i++) {
    if (rule === 'threshold') {
      rows.push({ entries: row(i), bias: biasOf(i), inside: labels.includes(i) });
    } else if (labels.includes(i)) {
      for (let k = 0; k < numLabels; k++) {
        if (labels.includes(k)) continue;
        const other = row(k);
        const entries = row(i).map((entry, j) => entry - other[j]!);
        rows.push({ entries, bias: biasOf(i) - biasOf(k), inside: true });
      }
    }
  }
  if (box !== undefined) {
    for (let wall = 0; wall < 2 * cols; wall++) {
      const entries = Array.from({ length: cols }, (_, j) =>
        j === wall >> 1 ? (wall % 2 === 0 ? 1 : -1) : 0,
      );
      rows.push({ entries, bias: box, inside: true });
    }
  }
  return {
    layer: {
      weights: createMatrix(
        rows.length,
        cols,
        rows.flatMap(({ entries }) => entries),
      ),
      ...(bias === undefined && box === undefined
        ? {}
        : { bias: Float64Array.from(rows, (entry) => entry.bias) }),
    },
    labels: rows.flatMap(({ inside }, i) => (inside ? [i] : [])),
  };
}
