import { type DenseRows, labelSetsFrom } from '@sbn/core';
import { dftHead, type Head, sigmoidBottleneckHead, sigmoidHead } from '@sbn/heads';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { denseEncoder } from '../../encoders/dense-encoder.js';
import { createTfjsEngine } from '../../engines/tfjs/tfjs-engine.js';
import { createModel } from '../../model/model.js';
import { adam } from '../../optimizers/adam.js';
import { startTestBackend, testedBackends } from '../../testing/start-backends.js';

const [batch, inDim, numLabels] = [8, 6, 420];
const shared = { inDim, numLabels, seed: 1 };

/** A head, and how many dispatches a step of it takes: the update has one per parameter. */
const lines: readonly (readonly [name: string, make: () => Head, dispatches: number])[] = [
  ['a sigmoid layer', () => sigmoidHead(shared), 7 + 2],
  ['a bottlenecked sigmoid layer', () => sigmoidBottleneckHead({ ...shared, dim: 4 }), 10 + 3],
  ['a DFT layer', () => dftHead({ ...shared, k: 5 }), 10 + 2],
  ['a DFT layer with slack', () => dftHead({ ...shared, k: 5, slackDims: 2 }), 15 + 3],
];

describe.skipIf(!testedBackends.includes('webgpu'))('a training step on webgpu', () => {
  beforeEach(() => startTestBackend('webgpu'));
  afterEach(() => vi.restoreAllMocks());

  it.each(lines)('of %s is few dispatches, and reads one small tensor', async (_, make, dispatches) => {
    const inputs: DenseRows = {
      numRows: batch,
      numCols: inDim,
      data: Float32Array.from({ length: batch * inDim }, (__, i) => Math.sin(i)),
    };
    const labels = labelSetsFrom(
      Array.from({ length: batch }, (__, row) => [row, 50 * row + 9]),
      numLabels,
    );
    for (const clipNorm of [undefined, 1]) {
      const model = createModel({ encoder: denseEncoder({ inDim, seed: 1 }), head: make() });
      const engine = await createTfjsEngine({ model, optimizer: adam(), clipNorm });
      const dispatch = vi.spyOn(GPUComputePassEncoder.prototype, 'dispatchWorkgroups');
      const read = vi.spyOn(GPUBuffer.prototype, 'getMappedRange');
      await engine.step({ inputs, labels }, { step: 0, rateFactor: 1 });
      if (clipNorm === undefined) expect(dispatch).toHaveBeenCalledTimes(dispatches);
      const sizes = (read.mock.contexts as GPUBuffer[])
        .filter(({ usage }) => (usage & GPUBufferUsage.MAP_READ) !== 0)
        .map(({ size }) => size);
      // The loss; with clipping, the norm of the gradient comes with it.
      expect(sizes).toEqual([clipNorm === undefined ? 4 : 8]);
      vi.restoreAllMocks();
      engine.dispose();
      model.dispose();
    }
  });
});
