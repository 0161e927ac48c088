import type { VandermondePoints } from '@sbn/core';

/**
 * A closed form that the first columns of a layer's weights are known to have. The sign vectors those columns give are
 * known by theorem, from the number of sign changes alone, so no solver is needed to tell.
 *
 * - `'trigonometric'`: the 2k + 1 columns of `trigonometricBasis({ numLabels, k })`, as in a DFT head: all label sets
 *   with at most 2k sign changes around the cycle, so every set of at most k labels
 * - `'vandermonde'`: the columns of `vandermondeBasis({ numLabels, dim, points })`: all label sets with at most dim - 1
 *   sign changes along the line
 *
 * With no other columns and no bias, the layer outputs these sets and no others. With slack columns or a bias it
 * outputs at least these.
 *
 * `permutation[label]` is the row of the basis that the label has; left out where labels are in the order of the rows.
 */
export type LayerStructure =
  | {
      readonly kind: 'trigonometric';
      readonly k: number;
      readonly permutation?: ArrayLike<number> | undefined;
    }
  | {
      readonly kind: 'vandermonde';
      readonly dim: number;
      readonly points?: VandermondePoints | undefined;
      readonly permutation?: ArrayLike<number> | undefined;
    };
