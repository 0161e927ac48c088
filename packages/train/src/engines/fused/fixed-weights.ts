import { vandermondeBasis } from '@sbn/core';
import { type KernelMemory, planPrunedDft } from '@sbn/kernels/training';
import type { LabelDescription } from './network.js';
import { padded } from './padded.js';

/** The fixed part of the label weights in the kernels' memory. */
export interface FixedWeights {
  /** Address of a dense matrix [numLabels][stride], or 0. */
  readonly matrix: number;
  readonly cols: number;
  readonly stride: number;
  /** Address of the plan of a pruned transform, or 0. */
  readonly transform: number;
  readonly transformScratchBytes: number;
  /** Labels that belong together: blocks and chunks have a multiple of it. */
  readonly granularity: number;
  /** The place of each label in the kernels' order: that of the transform's cycle. Undefined where it is the labels' own. */
  readonly positionOf: Uint32Array | undefined;
  /** No row has a larger sum of absolute values. */
  readonly largestRowSum: number;
}

const none: FixedWeights = {
  matrix: 0,
  cols: 0,
  stride: 0,
  transform: 0,
  transformScratchBytes: 0,
  granularity: 1,
  positionOf: undefined,
  largestRowSum: 0,
};

/** Puts the fixed weights of a head into the memory. */
export function allocateFixedWeights(memory: KernelMemory, labels: LabelDescription): FixedWeights {
  const { fixed, numLabels } = labels;
  if (fixed === undefined) return none;
  if (fixed.kind === 'vandermonde') {
    const { cols, data } = vandermondeBasis({ numLabels, dim: fixed.cols });
    const stride = padded(cols);
    const matrix = memory.allocate(4 * numLabels * stride);
    const to = memory.floats(matrix, numLabels * stride).fill(0);
    for (let row = 0; row < numLabels; row++) {
      for (let col = 0; col < cols; col++) to[row * stride + col] = data[row * cols + col]!;
    }
    // The columns are orthonormal, so no entry exceeds 1.
    return { ...none, matrix, cols, stride, largestRowSum: cols };
  }
  const { k, permutation } = fixed;
  const plan = planPrunedDft({ numLabels, k });
  const transform = memory.allocate(plan.bytes);
  plan.write(memory.memory, transform);
  return {
    ...none,
    cols: 2 * k + 1,
    transform,
    transformScratchBytes: plan.scratchBytes,
    granularity: plan.blockRows,
    positionOf: permutation === undefined ? undefined : Uint32Array.from(permutation),
    largestRowSum: (2 * k + 1) * Math.sqrt(2 / numLabels),
  };
}
