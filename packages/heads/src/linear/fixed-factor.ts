import type { Matrix } from '@sbn/core';
import * as tf from '@tensorflow/tfjs-core';
import type { HeadConfig } from '../definitions/head-config.js';
import { dftAdjointKernel, dftKernel, hasDftKernel } from '../kernels/dft-kernel.js';
import { hasProductKernel, product } from '../kernels/product-kernel.js';

/**
 * The constant factor F [n, m] of a head's label weights. It is made when it is asked for: with a million labels it is
 * larger than all that is trained, and who computes by its structure never needs it.
 */
export interface FixedBasis {
  /** m. */
  readonly numColumns: number;
  /** The entry that fills the first column. */
  readonly constant: number;
  /** F in float64; to be left as it is. */
  readonly matrix: () => Matrix;
}

/** The constant factor F [n, m] of a head's label weights, as a linear map. It records no gradients. */
export interface FixedFactor {
  /** m. */
  readonly numColumns: number;
  /**
   * F c [n, batch], plus `addend` where it is given.
   *
   * @param coefficients c [m or more, batch]: further rows do not count
   * @param addend [n, batch]
   */
  times(coefficients: tf.Tensor2D, addend?: tf.Tensor2D): tf.Tensor2D;
  /** Fᵀ y [m, batch] of y [n, batch]. */
  transposedTimes(values: tf.Tensor2D): tf.Tensor2D;
  /** Frees its tables. */
  dispose(): void;
}

/**
 * Puts a fixed factor on the current backend: a DFT head's as two small tables where the backend has a kernel for it,
 * any other as a float32 matrix, which is made when it is first needed. No tidy frees the tensors.
 */
export function createFixedFactor(config: HeadConfig, basis: FixedBasis): FixedFactor {
  if (config.kind !== 'dft' || !hasDftKernel(config)) return lateMatrixFactor(basis);
  const { numLabels, k, permutation } = config;
  const roots = tf.keep(rootTable(numLabels));
  const labelAt = permutation === undefined ? undefined : tf.keep(inverse(permutation));
  const tables: tf.NamedTensorMap = labelAt === undefined ? { roots } : { roots, labelAt };
  // Whoever changes to a backend without the kernel afterwards gets the matrix, made for this one call.
  const byMatrix = (use: (factor: FixedFactor) => tf.Tensor2D): tf.Tensor2D =>
    tf.tidy(() => {
      const factor = matrixFactor(matrixOf(basis));
      const result = use(factor);
      factor.dispose();
      return result;
    });
  const run = (kernel: string, inputs: tf.NamedTensorMap): tf.Tensor2D =>
    tf.engine().runKernel(kernel, inputs, { numLabels, k }) as tf.Tensor2D;
  return {
    numColumns: basis.numColumns,
    times: (coefficients, addend) =>
      hasDftKernel(config)
        ? run(dftKernel, { coefficients, ...tables, ...(addend === undefined ? {} : { addend }) })
        : byMatrix((factor) => factor.times(coefficients, addend)),
    transposedTimes: (values) =>
      hasDftKernel(config)
        ? run(dftAdjointKernel, { values, ...tables })
        : byMatrix((factor) => factor.transposedTimes(values)),
    dispose: () => tf.dispose([roots, ...(labelAt === undefined ? [] : [labelAt])]),
  };
}

/** A fixed factor that is a matrix; `matrix` then belongs to it. */
export function matrixFactor(matrix: tf.Tensor2D): FixedFactor {
  tf.keep(matrix);
  return {
    numColumns: matrix.shape[1],
    times: (coefficients, addend) =>
      tf.tidy(() => {
        const numColumns = matrix.shape[1];
        const used =
          coefficients.shape[0] === numColumns
            ? coefficients
            : tf.slice(coefficients, [0, 0], [numColumns, -1]);
        const result = product(matrix, used);
        return addend === undefined ? result : tf.add<tf.Tensor2D>(result, addend);
      }),
    // By way of (yᵀ F)ᵀ where operands are transposed beforehand: F never changes, so there it is packed only once.
    transposedTimes: (values) =>
      hasProductKernel()
        ? product(matrix, values, { transposeA: true })
        : tf.tidy(() => tf.transpose<tf.Tensor2D>(tf.matMul(tf.transpose(values), matrix))),
    dispose: () => matrix.dispose(),
  };
}

function lateMatrixFactor(basis: FixedBasis): FixedFactor {
  let made: FixedFactor | undefined;
  const factor = (): FixedFactor => {
    made ??= matrixFactor(matrixOf(basis));
    return made;
  };
  return {
    numColumns: basis.numColumns,
    times: (coefficients, addend) => factor().times(coefficients, addend),
    transposedTimes: (values) => factor().transposedTimes(values),
    dispose: () => made?.dispose(),
  };
}

function matrixOf(basis: FixedBasis): tf.Tensor2D {
  const { rows, cols, data } = basis.matrix();
  return tf.tensor2d(Float32Array.from(data), [rows, cols]);
}

function rootTable(numLabels: number): tf.Tensor2D {
  const values = new Float32Array(2 * numLabels);
  for (let t = 0; t < numLabels; t++) {
    const angle = (2 * Math.PI * t) / numLabels;
    values[2 * t] = Math.cos(angle);
    values[2 * t + 1] = Math.sin(angle);
  }
  return tf.tensor2d(values, [numLabels, 2]);
}

function inverse(permutation: readonly number[]): tf.Tensor1D {
  const labelAt = new Int32Array(permutation.length);
  permutation.forEach((place, label) => {
    labelAt[place] = label;
  });
  return tf.tensor1d(labelAt, 'int32');
}
