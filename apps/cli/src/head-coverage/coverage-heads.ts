import { createMatrix, createRandom, type Matrix, trigonometricBasis, vandermondeBasis } from '@sbn/core';
import type { LayerStructure } from '@sbn/detect';

/** The heads whose coverage can be compared. */
export const coverageKinds = ['dft', 'vandermonde', 'random'] as const;

/** One of {@link coverageKinds}. */
export type CoverageKind = (typeof coverageKinds)[number];

/** An output layer that has not been trained: all it can output is given by its form. */
export interface CoverageHead {
  readonly kind: CoverageKind;
  /** The number of columns. */
  readonly width: number;
  /** Every set of at most so many labels is argmaxable, by theorem. */
  readonly guaranteedK?: number;
  /** Of a random head. */
  readonly seed?: number;
  /** Makes the layer. */
  readonly layer: () => { readonly weights: Matrix; readonly structure?: LayerStructure };
}

/** What {@link coverageHeads} works on. */
export interface CoverageHeadsOptions {
  readonly kinds: readonly CoverageKind[];
  readonly numLabels: number;
  /** Frequencies of the DFT head, which is 2k + 1 wide. */
  readonly k: number;
  /** The width of the others. */
  readonly width: number;
  /** How many random heads, with the seeds 0, 1, …. */
  readonly seeds: number;
}

/**
 * The heads to compare, none with a bias:
 *
 * - `dft`: `trigonometricBasis`, k frequencies
 * - `vandermonde`: `vandermondeBasis` on Chebyshev points
 * - `random`: a column of ones, as the others have a constant column too, and standard normal numbers
 */
export function coverageHeads(options: CoverageHeadsOptions): CoverageHead[] {
  const { kinds, numLabels, k, width, seeds } = options;
  return kinds.flatMap((kind): CoverageHead[] => {
    if (kind === 'dft') {
      return [
        {
          kind,
          width: 2 * k + 1,
          guaranteedK: k,
          layer: () => ({
            weights: trigonometricBasis({ numLabels, k }),
            structure: { kind: 'trigonometric', k },
          }),
        },
      ];
    }
    if (kind === 'vandermonde') {
      return [
        {
          kind,
          width,
          guaranteedK: Math.floor((width - 1) / 2),
          layer: () => ({
            weights: vandermondeBasis({ numLabels, dim: width }),
            structure: { kind: 'vandermonde', dim: width },
          }),
        },
      ];
    }
    return Array.from({ length: seeds }, (_, seed) => ({
      kind,
      width,
      seed,
      layer: () => ({ weights: randomWeights(numLabels, width, seed) }),
    }));
  });
}

function randomWeights(numLabels: number, width: number, seed: number): Matrix {
  const random = createRandom([seed, 'coverage']);
  return createMatrix(
    numLabels,
    width,
    Float64Array.from({ length: numLabels * width }, (_, i) => (i % width === 0 ? 1 : random.normal())),
  );
}
