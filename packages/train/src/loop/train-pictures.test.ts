import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, labelSetsFrom } from '@sbn/core';
import { type Examples, memorySource } from '@sbn/datasets';
import { averagedSigmoidHead, type Head, sigmoidHead } from '@sbn/heads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { convolutionEncoder } from '../encoders/convolution-encoder.js';
import { evaluate } from '../evaluation/evaluate.js';
import { createModel, type Model } from '../model/model.js';
import { loadModel, saveModel } from '../model/model-file.js';
import { adam } from '../optimizers/adam.js';
import { startTestBackend } from '../testing/start-backends.js';
import { abortAfter, parametersOf } from '../testing/training-runs.js';
import { train } from './train.js';

const size = 8;

/** Pictures with a bar across, a bar down, both, or neither: which of the two there are. */
function bars(numExamples: number, seed: number): Examples {
  const random = createRandom([seed, 'bars']);
  const data = Float32Array.from({ length: numExamples * size * size }, () => 0.2 * random.normal());
  const labels = Array.from({ length: numExamples }, (_, row) => {
    const active = [0, 1].filter(() => random.uniform() < 0.5);
    for (const label of active) {
      const at = random.int(size);
      for (let i = 0; i < size; i++) {
        data[row * size * size + (label === 0 ? at * size + i : i * size + at)]! += 1;
      }
    }
    return active;
  });
  return {
    inputs: { numRows: numExamples, numCols: size * size, data },
    labels: labelSetsFrom(labels, 2),
  };
}

const heads: Readonly<Record<'map' | 'pooled', (inDim: number, positions: number) => Head>> = {
  map: (inDim, positions) => averagedSigmoidHead({ inDim, positions, numLabels: 2, seed: 2 }),
  pooled: (inDim) => sigmoidHead({ inDim, numLabels: 2, seed: 2 }),
};

describe('pictures', () => {
  const models: Model[] = [];
  let folder: string;
  beforeEach(async () => {
    await startTestBackend('wasm');
    folder = await mkdtemp(join(tmpdir(), 'sbn-pictures-'));
  });
  afterEach(async () => {
    for (const model of models.splice(0)) model.dispose();
    await rm(folder, { recursive: true });
  });
  const makeModel = (output: 'map' | 'pooled'): Model => {
    const encoder = convolutionEncoder({
      height: size,
      width: size,
      channels: 1,
      blocks: [{ filters: 6 }, { filters: 12 }],
      output,
      seed: 2,
    });
    const { height, width } = encoder.featureMap!;
    const model = createModel({ encoder, head: heads[output](encoder.outDim, height * width) });
    models.push(model);
    return model;
  };
  const settings = {
    data: { train: memorySource(bars(300, 1)) },
    optimizer: adam({ learningRate: 0.02 }),
    batchSize: 30,
    seed: 3,
  };

  it.each(['map', 'pooled'] as const)('are learned, with a %s, and survive a model file', async (output) => {
    const model = makeModel(output);
    const test = memorySource(bars(200, 4));
    await train({ ...settings, model, epochs: 8 });
    const report = await evaluate({ model, source: test });
    expect(report.exactAccuracy).toBeGreaterThan(0.9);

    await saveModel(model, join(folder, 'model.safetensors'));
    const loaded = await loadModel(join(folder, 'model.safetensors'));
    models.push(loaded);
    expect(await evaluate({ model: loaded, source: test })).toEqual(report);
  });

  it('a run that was stopped goes on to the same bits', async () => {
    const [whole, broken] = [makeModel('pooled'), makeModel('pooled')];
    await train({ ...settings, model: whole, epochs: 2 });
    const first = await train({ ...settings, model: broken, epochs: 2, folder, ...abortAfter(7) });
    expect(first).toMatchObject({ steps: 7, stoppedBecause: 'aborted' });
    const again = makeModel('pooled');
    await train({ ...settings, model: again, epochs: 2, folder, resume: true });
    expect(await parametersOf(again)).toEqual(await parametersOf(whole));
  });
});
