import type { TensorInfo } from '@tensorflow/tfjs-core';
import { type ReplacementKernel, tfjsThread } from '../replacement.js';
import { addressOf, makeZeros, type WasmBackend } from '../wasm-backend.js';
import { borrowedFrom } from './borrowed-kernels.js';

/** `UnsortedSegmentSum`, the gradient of `gather` and so of every embedding. */
export const segmentSumKernel: ReplacementKernel = {
  kernelName: 'UnsortedSegmentSum',
  reason: 'missing',
  fixes: 'no embedding could be trained; the cpu backend passes over all rows once for every segment',
  upstream: [tfjsThread('issues', 8082)],
  create: (kernels) => {
    const onCpu = borrowedFrom('UnsortedSegmentSum');
    return (given) => {
      const { x, segmentIds } = given.inputs as unknown as { x: TensorInfo; segmentIds: TensorInfo };
      if (x.dtype !== 'float32' || segmentIds.dtype !== 'int32') return onCpu(given);
      const backend = given.backend as WasmBackend;
      const { numSegments } = given.attrs as unknown as { numSegments: number };
      const rest = x.shape.slice(segmentIds.shape.length);
      const sums = makeZeros(backend, [numSegments, ...rest]);
      kernels.segmentSum({
        values: addressOf(backend, x),
        segments: addressOf(backend, segmentIds),
        sums: addressOf(backend, sums),
        rows: segmentIds.shape.reduce((size, length) => size * length, 1),
        cols: rest.reduce((size, length) => size * length, 1),
        numSegments,
      });
      return sums;
    };
  },
};
