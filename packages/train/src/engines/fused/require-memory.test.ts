import { labelSetsFrom } from '@sbn/core';
import { memorySource } from '@sbn/datasets';
import { dftHead, type Head, sigmoidBottleneckHead, sigmoidCrossEntropy, vandermondeHead } from '@sbn/heads';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { bagEncoder } from '../../encoders/bag-encoder.js';
import { chooseScorer } from '../../evaluation/choose-scorer.js';
import { createModel, type Model } from '../../model/model.js';
import { adam } from '../../optimizers/adam.js';
import { sgd } from '../../optimizers/sgd.js';
import { startTestBackend } from '../../testing/start-backends.js';
import { createFusedEngine } from './fused-engine.js';
import { createFusedScorer } from './fused-scorer.js';
import { type MemoryNeed, modelBytes, requireMemory, type TrainingNeed } from './require-memory.js';

const numLabels = 4000;
const heads: Record<string, (inDim: number) => Head> = {
  'a bottleneck': (inDim) => sigmoidBottleneckHead({ inDim, numLabels, dim: 30, seed: 1 }),
  'a DFT head': (inDim) => dftHead({ inDim, numLabels, k: 6, slackDims: 30, seed: 1 }),
  'a Vandermonde head': (inDim) => vandermondeHead({ inDim, numLabels, k: 6, slackDims: 30, seed: 1 }),
};

const opened: Model[] = [];
beforeAll(() => startTestBackend('cpu'));
afterEach(() => {
  vi.restoreAllMocks();
  for (const model of opened.splice(0)) model.dispose();
});

function modelWith(head: (inDim: number) => Head): Model {
  const model = createModel({ encoder: bagEncoder({ numFeatures: 500, dim: 18, seed: 1 }), head: head(18) });
  opened.push(model);
  return model;
}

const need = (model: Model, training: Partial<TrainingNeed> = {}): MemoryNeed => ({
  model,
  training: {
    trained: new Set(model.parameters.map(({ name }) => name)),
    numSlots: 2,
    keepsGradients: false,
    ...training,
  },
});

describe('modelBytes', () => {
  it.each(Object.entries(heads))(
    'is what the engine takes before its first batch, with %s',
    async (_, head) => {
      const model = modelWith(head);
      for (const [optimizer, clipNorm] of [
        [adam(), undefined],
        [adam(), 1],
        [sgd({ learningRate: 0.1 }), undefined],
      ] as const) {
        const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow');
        const engine = await createFusedEngine({ model, optimizer, clipNorm, threads: 1 });
        const taken = 65536 * grow.mock.calls.reduce((pages, [more]) => pages + more, 1);
        grow.mockRestore();
        engine.dispose();
        const bytes = modelBytes(
          need(model, { numSlots: optimizer.slots.length, keepsGradients: clipNorm !== undefined }),
        );
        // Structs, plans and the end of the last page come on top.
        expect(taken).toBeGreaterThanOrEqual(bytes);
        expect(taken).toBeLessThan(bytes + 300_000);
      }
    },
  );

  it('counts no arrays of the optimiser for what is not trained', () => {
    const model = modelWith(heads['a bottleneck']!);
    const trained = new Set(['head/labelWeights']);
    expect(modelBytes(need(model, { trained }))).toBe(
      modelBytes({ model, training: undefined }) + 2 * 4 * numLabels * 32,
    );
  });
});

describe('requireMemory', () => {
  it('says how much is needed, how much there is, and what to do', () => {
    const model = modelWith(heads['a bottleneck']!);
    const enough = modelBytes(need(model)) + 4 * 30 * numLabels + 2 ** 26;
    expect(() => requireMemory(need(model), enough)).not.toThrow();
    expect(() => requireMemory(need(model), enough - 1)).toThrow();
    expect(() => requireMemory(need(model, { keepsGradients: true }), 2 ** 20)).toThrow(
      expect.objectContaining({
        code: 'not-enough-memory',
        message:
          'the fused engine needs 3 MiB for the parameters and the optimiser (2 times as much) and gradients for clipNorm; with 65 MiB for copies, threads and a batch that is more than the 1 MiB that are free on this machine, or in its container. ' +
          'Use a narrower head or fewer labels, the optimiser sgd (2 MiB), or free memory.',
      }),
    );
  });

  it('says of a model that is only scored what else can score it', () => {
    const model = modelWith(heads['a bottleneck']!);
    const scored: MemoryNeed = { model, training: undefined };
    const enough = modelBytes(scored) + 4 * 30 * numLabels + 2 ** 26;
    expect(() => requireMemory(scored, enough)).not.toThrow();
    expect(() => requireMemory(scored, enough - 1)).toThrow(
      /^the fused scorer needs 1 MiB for the parameters; with 65 MiB for .* Use scoring tfjs, which needs no copy of them\.$/,
    );
  });

  it('knows what 32-bit addresses reach, however much memory there is', () => {
    const model = modelWith(heads['a bottleneck']!);
    const large = {
      ...model,
      parameters: model.parameters.map((parameter) =>
        parameter.name === 'head/labelWeights' ? { ...parameter, shape: [4_000_000, 100] } : parameter,
      ),
    };
    expect(() => requireMemory(need(large), 2 ** 40)).toThrow(
      /needs 4,578 MiB .*; its WebAssembly memory holds 4,096 MiB\. .* sgd \(1,526 MiB\), or the engine tfjs on a native backend/,
    );
  });

  it('is asked before anything is allocated to train or to score', async () => {
    const model = modelWith(heads['a DFT head']!);
    vi.spyOn(process, 'availableMemory').mockReturnValue(100_000);
    const memory = vi.spyOn(WebAssembly, 'Memory');
    const refusal = { code: 'not-enough-memory' };
    await expect(createFusedEngine({ model, optimizer: adam() })).rejects.toMatchObject(refusal);
    const scored = { model, loss: sigmoidCrossEntropy(), threads: 1 };
    await expect(createFusedScorer(scored)).rejects.toMatchObject(refusal);
    expect(memory).not.toHaveBeenCalled();
  });

  it('leaves the scoring to TensorFlow.js where nobody asks for the kernels', async () => {
    const model = modelWith(heads['a bottleneck']!);
    const ownWord = Array.from({ length: 40 }, (_, row) => [row]);
    const source = memorySource({
      inputs: labelSetsFrom(ownWord, 500),
      labels: labelSetsFrom(ownWord, numLabels),
    });
    expect((await chooseScorer('test', { model, source })).kind).toBe('fused');
    vi.spyOn(process, 'availableMemory').mockReturnValue(100_000);
    await expect(chooseScorer('test', { model, source, scoring: 'fused' })).rejects.toMatchObject({
      code: 'not-enough-memory',
    });
    expect((await chooseScorer('test', { model, source })).kind).toBe('tfjs');
  });
});
