import type { Matrix } from '@sbn/core';
import { scaledNorm } from '../verify/floating-point.js';
import { checkOutputRule, type OutputRule } from './output-rule.js';

/** What a caller says about an output layer: it scores label i with w_i·x + b_i. */
export interface LayerInput {
  /** W, [numLabels, dim], finite. */
  readonly weights: Matrix;
  /** b, one finite number per label; left out for a layer without bias. */
  readonly bias?: Float64Array | undefined;
  /** When the layer outputs a label set, `'threshold'` when left out. */
  readonly rule?: OutputRule | undefined;
}

/**
 * A checked layer in the homogeneous form that every rule comes down to: label set S can be output iff some z has
 * s_i a_i·z > 0 for all labels i, where s_i is +1 in S and -1 outside, and a_i has these coordinates:
 *
 *     w_i                    the dim weights; z holds the input x there
 *     b_i                    when there is a bias: z holds t >= 0 there
 *     -thresholdScale        for argmax and top-k: z holds the threshold between "in" and "out", divided by that scale
 *
 * A solution with t > 0 is an input x/t. One with t = 0 can be tilted to a small t > 0, because all inequalities are
 * strict, so t >= 0 loses nothing. The threshold coordinate is free: S is exactly the top k iff a threshold exists
 * that k scores exceed and the others stay below.
 */
export interface Layer {
  /** Row-major weights: w_ij is `data[i * stride + j]`. May be a view of shared memory. */
  readonly data: Float64Array;
  readonly stride: number;
  readonly numLabels: number;
  readonly dim: number;
  readonly bias: Float64Array | undefined;
  readonly rule: OutputRule;
  /**
   * A power of two near the root mean square of the row lengths ‖(w_i, b_i)‖, so that scaling the layer scales
   * everything alike; 0 for the threshold rule, which has no such coordinate.
   */
  readonly thresholdScale: number;
  /** Length of a_i: dim, +1 with a bias, +1 for argmax and top-k. */
  readonly homogeneousDim: number;
}

/**
 * Checks a layer and adds what is derived from it. The weights are not copied.
 *
 * @param place the public function that was called, for messages
 * @throws TypeError, RangeError when a shape is wrong or an entry is not finite (it is named)
 */
export function createLayer(place: string, input: unknown): Layer {
  if (typeof input !== 'object' || input === null) {
    throw new TypeError(`${place}: expected { weights, bias?, rule? }, got ${String(input)}`);
  }
  const { weights, bias, rule = 'threshold' } = input as Partial<LayerInput>;
  if (
    typeof weights !== 'object' ||
    weights === null ||
    !(weights.data instanceof Float64Array) ||
    !Number.isInteger(weights.rows) ||
    !Number.isInteger(weights.cols)
  ) {
    throw new TypeError(
      `${place}: weights must be a Matrix { rows, cols, data: Float64Array } of shape [numLabels, dim]. ` +
        `Make one with createMatrix of @sbn/core.${hintFor((weights as Partial<Matrix> | null | undefined)?.data)}`,
    );
  }
  const { rows, cols, data } = weights;
  if (rows < 1 || cols < 1) {
    throw new RangeError(
      `${place}: weights must have at least one row and one column, got ${rows} x ${cols}`,
    );
  }
  if (data.length !== rows * cols) {
    throw new RangeError(
      `${place}: weights are ${rows} x ${cols} and need ${rows * cols} entries, got ${data.length}`,
    );
  }
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i])) {
      throw new RangeError(
        `${place}: weights must be finite, entry (row ${Math.floor(i / cols)}, column ${i % cols}) is ${data[i]}`,
      );
    }
  }
  if (bias !== undefined) {
    if (!(bias instanceof Float64Array))
      throw new TypeError(`${place}: bias must be a Float64Array.${hintFor(bias)}`);
    if (bias.length !== rows) {
      throw new RangeError(`${place}: bias must have one entry per label, ${rows}, got ${bias.length}`);
    }
    for (let i = 0; i < rows; i++) {
      if (!Number.isFinite(bias[i])) {
        throw new RangeError(`${place}: bias must be finite, entry ${i} is ${bias[i]}`);
      }
    }
  }
  checkOutputRule(place, rule, rows);
  return deriveLayer({ data, stride: cols, numLabels: rows, dim: cols, bias, rule });
}

/** The usual mistake: numbers in another kind of array. */
function hintFor(data: unknown): string {
  if (!Array.isArray(data) && !ArrayBuffer.isView(data)) return '';
  return data instanceof Float64Array ? '' : ` Got ${data.constructor.name}: Float64Array.from converts it.`;
}

/** Adds the derived fields to a layer whose parts are known to be good. */
export function deriveLayer(parts: Omit<Layer, 'thresholdScale' | 'homogeneousDim'>): Layer {
  const { data, stride, numLabels, dim, bias, rule } = parts;
  const hasThreshold = rule !== 'threshold';
  return {
    data,
    stride,
    numLabels,
    dim,
    bias,
    rule,
    thresholdScale: hasThreshold ? thresholdScaleOf(parts) : 0,
    homogeneousDim: dim + (bias === undefined ? 0 : 1) + (hasThreshold ? 1 : 0),
  };
}

function thresholdScaleOf(parts: Omit<Layer, 'thresholdScale' | 'homogeneousDim'>): number {
  const { data, stride, numLabels, dim, bias } = parts;
  const norms = new Float64Array(numLabels);
  for (let i = 0; i < numLabels; i++) {
    const norm = scaledNorm(data, i * stride, dim);
    norms[i] = bias === undefined ? norm : Math.hypot(norm, bias[i]!);
  }
  const rootMeanSquare = scaledNorm(norms, 0, numLabels) / Math.sqrt(numLabels);
  // The exponent is kept away from the ends of the range, so that dividing by the scale is exact.
  const exponent = rootMeanSquare > 0 ? Math.floor(Math.log2(rootMeanSquare)) : 0;
  return 2 ** Math.max(-1000, Math.min(1000, exponent));
}

/** Writes the homogeneous row a_i to `out[at .. at + homogeneousDim)`. */
export function copyHomogeneousRow(layer: Layer, label: number, out: Float64Array, at: number): void {
  const { data, stride, dim, bias, thresholdScale } = layer;
  const start = label * stride;
  for (let j = 0; j < dim; j++) out[at + j] = data[start + j]!;
  let next = at + dim;
  if (bias !== undefined) out[next++] = bias[label]!;
  if (thresholdScale > 0) out[next] = -thresholdScale;
}
