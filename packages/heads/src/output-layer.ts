import type { Matrix } from '@sbn/core';

/** What is known about the rows of an output layer beyond their numbers; it lets detection use a closed rule. */
export type OutputLayerStructure =
  | {
      /** The rows are those of `trigonometricBasis({ numLabels, k })`, in the given order. */
      readonly kind: 'trigonometric';
      readonly k: number;
      /** Label j has basis row `permutation[j]` (its place on the cycle); the identity when left out. */
      readonly permutation?: readonly number[];
    }
  | {
      /** The rows are those of `vandermondeBasis({ numLabels, dim })`. */
      readonly kind: 'vandermonde';
      readonly dim: number;
    };

/** The last linear layer of a head: label j gets the score `weights[j] · x (+ bias[j])` for some x in R^d. */
export interface OutputLayer {
  /** [numLabels, d], float64. */
  readonly weights: Matrix;
  /** [numLabels]; left out where the head has none. */
  readonly bias?: Float64Array;
  /** Left out unless every row is fixed by it. */
  readonly structure?: OutputLayerStructure;
}
