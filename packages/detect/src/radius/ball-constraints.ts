import type { Layer } from '../layer/layer.js';
import type { PriceRows } from '../solvers/price-rows.js';
import { scaledNorm, unitRoundoff } from '../verify/floating-point.js';

/**
 * The half-spaces g_c·x + h_c >= 0 (g_c of length 1) whose intersection is the region of inputs that output a set:
 * one per label for the threshold rule, one per pair of a label inside and one outside for argmax and top-k.
 */
export interface BallConstraints {
  readonly count: number;
  /** Whether a score that does not depend on the input has the wrong sign (or is zero): no input will do. */
  readonly isImpossible: boolean;
  readonly largestOffset: number;
  /** An input in the unit ball that is likely to satisfy most constraints. */
  start(): Float64Array;
  /** g_c·x + h_c for all c, in a buffer that the next call overwrites; Infinity where g_c = 0. */
  evaluate(x: Float64Array): Float64Array;
  /** Writes g_c to `out` from `at` on and returns h_c. */
  copy(constraint: number, out: Float64Array, at: number): number;
  /** A proved lower bound of min_c g_c·x + h_c. */
  provedRadius(x: Float64Array): number;
  /** A proved upper bound of max_x min_c g_c·x + h_c over |x_j| <= box, from multipliers >= 0 of some constraints. */
  provedUpperBound(constraints: readonly number[], multipliers: Float64Array, box: number): number;
  /** Multipliers of constraints as multipliers of the labels they are made of. */
  onLabels(
    constraints: readonly number[],
    multipliers: Float64Array,
  ): { readonly rows: readonly number[]; readonly multipliers: readonly number[] };
}

/** Radii below this are not told apart from 0. */
const smallestRadius = 1e-290;

/**
 * The constraints of a label set.
 *
 * @param rowNorms ‖w_i‖ of all labels; asked for where the rule needs them
 */
export function createBallConstraints(
  layer: Layer,
  priceRows: PriceRows,
  rowNorms: () => Float64Array,
  labels: readonly number[],
  signs: Int8Array,
): BallConstraints {
  const { data, stride, numLabels, dim, bias, rule } = layer;
  const outside: number[] = [];
  for (let label = 0; label < numLabels; label++) if (signs[label] === -1) outside.push(label);
  const isPaired = rule !== 'threshold';
  const count = isPaired ? labels.length * outside.length : numLabels;
  const offsetOf = (label: number): number => (bias === undefined ? 0 : bias[label]!);

  /** G_c and H_c before they are divided by ‖G_c‖; every entry has a relative error of at most u. */
  const raw = new Float64Array(dim);
  const rawConstraint = (constraint: number): number => {
    if (!isPaired) {
      const sign = signs[constraint]!;
      for (let j = 0; j < dim; j++) raw[j] = sign * data[constraint * stride + j]!;
      return sign * offsetOf(constraint);
    }
    const inside = labels[Math.floor(constraint / outside.length)]!;
    const other = outside[constraint % outside.length]!;
    for (let j = 0; j < dim; j++) raw[j] = data[inside * stride + j]! - data[other * stride + j]!;
    return offsetOf(inside) - offsetOf(other);
  };

  const norms = isPaired ? new Float64Array(count) : rowNorms();
  let isImpossible = false;
  let largestOffset = 0;
  for (let c = 0; c < count; c++) {
    let offset: number;
    if (isPaired) {
      offset = rawConstraint(c);
      norms[c] = scaledNorm(raw, 0, dim);
    } else {
      offset = signs[c]! * offsetOf(c);
    }
    if (norms[c] === 0) isImpossible ||= !(offset > 0);
    else largestOffset = Math.max(largestOffset, Math.abs(offset) / norms[c]!);
  }

  const values = new Float64Array(count);
  const evaluate = (x: Float64Array): Float64Array => {
    const products = priceRows(x);
    const score = (label: number): number => products[label]! + offsetOf(label);
    if (!isPaired) {
      for (let c = 0; c < count; c++) values[c] = (signs[c]! * score(c)) / norms[c]!;
    } else {
      let c = 0;
      for (const inside of labels) {
        const top = score(inside);
        for (const other of outside) {
          values[c] = (top - score(other)) / norms[c]!;
          c++;
        }
      }
    }
    for (let c = 0; c < count; c++) if (norms[c] === 0) values[c] = Infinity;
    return values;
  };

  const gamma = (terms: number): number => (terms + 8) * unitRoundoff * 1.02;
  return {
    count,
    isImpossible,
    largestOffset,
    start: () => {
      const center = new Float64Array(dim);
      const lengths = rowNorms();
      for (let label = 0; label < numLabels; label++) {
        const norm = lengths[label]!;
        if (norm === 0) continue;
        const weight = signs[label]! / (norm * (signs[label] === 1 ? labels.length : outside.length));
        for (let j = 0; j < dim; j++) center[j] = center[j]! + weight * data[label * stride + j]!;
      }
      const size = scaledNorm(center, 0, dim);
      return size > 0 ? center.map((value) => value / size) : center;
    },
    evaluate,
    copy: (constraint, out, at) => {
      const offset = rawConstraint(constraint);
      const norm = norms[constraint]!;
      for (let j = 0; j < dim; j++) out[at + j] = raw[j]! / norm;
      return offset / norm;
    },
    provedRadius: (x) => {
      const slack = gamma(dim + 2);
      let radius = Infinity;
      for (let c = 0; c < count; c++) {
        if (norms[c] === 0) continue;
        const offset = rawConstraint(c);
        let sum = offset;
        let size = Math.abs(offset);
        for (let j = 0; j < dim; j++) {
          const term = raw[j]! * x[j]!;
          sum += term;
          size += Math.abs(term);
        }
        const lower = sum - (slack * size + (dim + 2) * 2 ** -1073);
        // A subnormal length may have been rounded either way.
        const norm =
          lower > 0
            ? (norms[c]! + Number.MIN_VALUE) * (1 + slack)
            : (norms[c]! - Number.MIN_VALUE) * (1 - slack);
        const bound = lower > 0 ? lower / norm : norm > 0 ? lower / norm : -Infinity;
        if (!(bound >= radius)) radius = Number.isNaN(bound) ? -Infinity : bound;
      }
      // Rounded downwards once more, for the last division; what is subnormal may have lost all its digits.
      return radius > 0 && radius < smallestRadius ? 0 : radius - Math.abs(radius) * 4 * unitRoundoff;
    },
    onLabels: (constraints, multipliers) => {
      const byLabel = new Map<number, number>();
      const add = (label: number, multiplier: number): void => {
        byLabel.set(label, (byLabel.get(label) ?? 0) + multiplier);
      };
      constraints.forEach((c, k) => {
        if (!(multipliers[k]! > 0)) return;
        const multiplier = multipliers[k]! / norms[c]!;
        if (!isPaired) add(c, multiplier);
        else {
          add(labels[Math.floor(c / outside.length)]!, multiplier);
          add(outside[c % outside.length]!, multiplier);
        }
      });
      return { rows: [...byLabel.keys()], multipliers: [...byLabel.values()] };
    },
    provedUpperBound: (constraints, multipliers, box) => {
      // r Σ y ‖G_c‖ <= Σ y (G_c·x + H_c) <= box ‖Σ y G_c‖₁ + Σ y H_c, with y = multiplier / ‖G_c‖.
      const sums = new Float64Array(dim);
      const sizes = new Float64Array(dim);
      let offsets = 0;
      let offsetSizes = 0;
      // Bounds of Σ y ‖G_c‖ from below and above: a subnormal length may have been rounded either way.
      let leastWeight = 0;
      let mostWeight = 0;
      constraints.forEach((c, k) => {
        const multiplier = multipliers[k]!;
        if (!(multiplier > 0)) return;
        const offset = rawConstraint(c);
        const y = multiplier / norms[c]!;
        for (let j = 0; j < dim; j++) {
          sums[j] = sums[j]! + y * raw[j]!;
          sizes[j] = sizes[j]! + Math.abs(y * raw[j]!);
        }
        offsets += y * offset;
        offsetSizes += Math.abs(y * offset);
        leastWeight += y * (norms[c]! - Number.MIN_VALUE);
        mostWeight += y * (norms[c]! + Number.MIN_VALUE);
      });
      const slack = gamma(constraints.length + dim);
      const underflow = (constraints.length + 2) * 2 ** -1073;
      let numerator = offsets + slack * offsetSizes;
      for (let j = 0; j < dim; j++) {
        numerator += box * (Math.abs(sums[j]!) + slack * sizes[j]! + underflow);
      }
      numerator += Math.abs(numerator) * slack + 1e-290;
      const bound = numerator / (numerator > 0 ? leastWeight * (1 - slack) : mostWeight * (1 + slack));
      if (!(leastWeight > 1e-290 && Number.isFinite(bound))) return Infinity;
      const upper = bound + Math.abs(bound) * 4 * unitRoundoff;
      return Math.abs(upper) < smallestRadius ? smallestRadius : upper;
    },
  };
}
