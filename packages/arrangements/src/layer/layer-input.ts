import type { Matrix } from '@sbn/core';

/**
 * When a layer that scores the labels with y = Wx + b outputs a label set S. The same three rules as in @sbn/detect.
 *
 * - `'threshold'`: y_i > 0 for the labels in S and y_i < 0 for all others
 * - `'argmax'`: S = {c} and y_c > y_j for every other label j
 * - `{ topK: k }`: S has k labels and each of them scores strictly higher than every label outside S
 */
export type OutputRule = 'threshold' | 'argmax' | { readonly topK: number };

/** An output layer y = Wx + b. Its numbers are taken as exact. */
export interface LayerInput {
  /** W, [numLabels, dim], finite. */
  readonly weights: Matrix;
  /** b, one finite number per label; left out for a layer without bias. */
  readonly bias?: Float64Array | undefined;
  /** When the layer outputs a label set, `'threshold'` when left out. */
  readonly rule?: OutputRule | undefined;
}
