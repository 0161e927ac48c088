import { getBackend, getKernel, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';

/**
 * A kernel that a backend may have: the product F c with the trigonometric matrix F [n, 2k+1] of a DFT head
 * (`trigonometricBasis`), without the matrix. Whoever sets a backend up may register it (`registerKernel` of
 * TensorFlow.js) together with {@link dftAdjointKernel}; without them F is a tensor.
 *
 * Inputs: {@link DftInputs}. Attributes: {@link DftAttributes}. Output: float32 [n, batch].
 */
export const dftKernel = 'SbnDft';

/**
 * The product Fᵀ y. Inputs: {@link DftAdjointInputs}. Attributes: {@link DftAttributes}. Output: float32
 * [2k+1, batch].
 */
export const dftAdjointKernel = 'SbnDftAdjoint';

/** Tables that do not change. */
export interface DftTables {
  /** float32 [n, 2]: cos(2πt/n), sin(2πt/n) in row t. */
  readonly roots: Tensor2D;
  /** int32 [n]: the label whose row of the product is row t of F's; left out where that is label t. */
  readonly labelAt?: Tensor1D | undefined;
}

/** What F c is computed from. */
export interface DftInputs extends DftTables {
  /** float32 [2k+1 or more, batch]: further rows do not count. */
  readonly coefficients: Tensor2D;
  /** float32 [n, batch], added to the product. */
  readonly addend?: Tensor2D | undefined;
}

/** What Fᵀ y is computed from. */
export interface DftAdjointInputs extends DftTables {
  /** float32 [n, batch]. */
  readonly values: Tensor2D;
}

/** The size of F. */
export interface DftAttributes {
  readonly numLabels: number;
  /** Number of frequencies. */
  readonly k: number;
}

/** Whether the current backend has {@link dftKernel}, and a matrix of this size fits its 32-bit integers. */
export function hasDftKernel({ numLabels, k }: DftAttributes): boolean {
  return numLabels * k < 2 ** 31 && getKernel(dftKernel, getBackend()) !== undefined;
}
