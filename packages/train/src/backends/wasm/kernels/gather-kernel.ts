import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { ReplacementKernel } from '../replacement.js';
import { entriesOf, makeTensor, type WasmBackend } from '../wasm-backend.js';

/** From this length on a row is copied as a whole; to make a view of a shorter one costs more than its entries. */
const longRow = 24;

/** `GatherV2` along the first axis, as embeddings are looked up: row by row. */
export const gatherKernel: ReplacementKernel = {
  kernelName: 'GatherV2',
  reason: 'slow',
  fixes: 'the place of every single entry of a row was worked out from its index',
  upstream: [],
  create: (_, previous) => (given) => {
    const { x, indices } = given.inputs as unknown as { x: TensorInfo; indices: TensorInfo };
    const { axis, batchDims } = given.attrs as unknown as { axis: number; batchDims: number };
    const isByRow = util.parseAxisParam(axis, x.shape)[0] === 0 && batchDims === 0;
    if (!isByRow || x.dtype !== 'float32' || indices.dtype !== 'int32') return previous!.kernelFunc(given);
    const backend = given.backend as WasmBackend;
    const rows = backend.readSync(indices.dataId);
    const [numRows, ...rest] = x.shape as [number, ...number[]];
    for (const row of rows) {
      util.assert(
        row >= 0 && row < numRows,
        () => `GatherV2: the index value ${row} is not in [0, ${numRows - 1}]`,
      );
    }
    const made = makeTensor(backend, [...indices.shape, ...rest]);
    // After the tensor is made: its memory may have moved the heap.
    const [from, to] = [entriesOf(backend, x), entriesOf(backend, made)];
    const length = util.sizeFromShape(rest);
    rows.forEach((row, i) => {
      const start = row * length;
      if (length >= longRow) to.set(from.subarray(start, start + length), i * length);
      else for (let j = 0; j < length; j++) to[i * length + j] = from[start + j]!;
    });
    return made;
  },
};
