import type { Matrix } from '@sbn/core';

/**
 * What is known about the first columns of an output layer beyond their numbers; it lets detection use a closed rule.
 * Where these are all columns, the rule is complete; with slack columns behind them it still promises the sets with few
 * sign changes.
 */
export type OutputLayerStructure =
  | {
      /** The first 2k + 1 columns are `trigonometricBasis({ numLabels, k })`, its rows in the given order. */
      readonly kind: 'trigonometric';
      readonly k: number;
      /** Label j has basis row `permutation[j]` (its place on the cycle); the identity when left out. */
      readonly permutation?: readonly number[];
    }
  | {
      /** The first `dim` columns are `vandermondeBasis({ numLabels, dim })`. */
      readonly kind: 'vandermonde';
      readonly dim: number;
    };

/** The last linear layer of a head: label j gets the score `weights[j] · x (+ bias[j])` for some x in R^d. */
export interface OutputLayer {
  /** [numLabels, d], float64. */
  readonly weights: Matrix;
  /** [numLabels]; left out where the head has none. */
  readonly bias?: Float64Array;
  /** Left out where no column is fixed. */
  readonly structure?: OutputLayerStructure;
}
