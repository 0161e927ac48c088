import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, labelSetsFrom } from '@sbn/core';
import { type Examples, memorySource } from '@sbn/datasets';
import { sigmoidHead } from '@sbn/heads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { textConvolutionEncoder } from '../encoders/text-convolution-encoder.js';
import { evaluate } from '../evaluation/evaluate.js';
import { createModel, type Model } from '../model/model.js';
import { loadModel, saveModel } from '../model/model-file.js';
import { adam } from '../optimizers/adam.js';
import { startTestBackend } from '../testing/start-backends.js';
import { abortAfter, parametersOf } from '../testing/training-runs.js';
import { train } from './train.js';

const numWords = 20;

/** Texts in which word 0 is before word 1 (label 0), or behind it (label 1): a bag of words cannot tell. */
function orders(numExamples: number, seed: number): Examples {
  const random = createRandom([seed, 'orders']);
  const texts: number[][] = [];
  const labels: number[][] = [];
  for (let row = 0; row < numExamples; row++) {
    const label = random.int(2);
    const text = Array.from({ length: 3 + random.int(9) }, () => 2 + random.int(numWords - 2));
    text.splice(random.int(text.length), 0, ...(label === 0 ? [0, 1] : [1, 0]));
    texts.push(text);
    labels.push([label]);
  }
  const offsets = new Uint32Array(numExamples + 1);
  texts.forEach((text, row) => {
    offsets[row + 1] = offsets[row]! + text.length;
  });
  const tokens = Uint32Array.from(texts.flat());
  return {
    inputs: { numRows: numExamples, numCols: numWords, offsets, tokens },
    labels: labelSetsFrom(labels, 2),
  };
}

describe('texts', () => {
  const models: Model[] = [];
  let folder: string;
  beforeEach(async () => {
    await startTestBackend('wasm');
    folder = await mkdtemp(join(tmpdir(), 'sbn-texts-'));
  });
  afterEach(async () => {
    for (const model of models.splice(0)) model.dispose();
    await rm(folder, { recursive: true });
  });
  const makeModel = (frozenEmbeddings = false): Model => {
    const encoder = textConvolutionEncoder({
      numFeatures: numWords,
      dim: 8,
      widths: [2, 3],
      filters: 12,
      dropout: 0.1,
      frozenEmbeddings,
      seed: 2,
    });
    const model = createModel({
      encoder,
      head: sigmoidHead({ inDim: encoder.outDim, numLabels: 2, seed: 2 }),
    });
    models.push(model);
    return model;
  };
  const settings = {
    data: { train: memorySource(orders(300, 1)) },
    optimizer: adam({ learningRate: 0.01 }),
    batchSize: 30,
    seed: 3,
  };

  it.each([false, true])(
    'are learned by the order of their words (embeddings frozen: %s)',
    async (frozen) => {
      const model = makeModel(frozen);
      const before = model.encoder.table!.read();
      await train({ ...settings, model, epochs: 12 });
      const test = memorySource(orders(200, 4));
      const report = await evaluate({ model, source: test });
      expect(report.exactAccuracy).toBeGreaterThan(0.95);
      const after = model.encoder.table!.read();
      if (frozen) expect(after).toEqual(before);
      else expect(after).not.toEqual(before);

      await saveModel(model, join(folder, 'model.safetensors'));
      const loaded = await loadModel(join(folder, 'model.safetensors'));
      models.push(loaded);
      expect(await evaluate({ model: loaded, source: test })).toEqual(report);
    },
  );

  it('a run that was stopped goes on to the same bits', async () => {
    const [whole, broken] = [makeModel(), makeModel()];
    await train({ ...settings, model: whole, epochs: 2 });
    const first = await train({ ...settings, model: broken, epochs: 2, folder, ...abortAfter(7) });
    expect(first).toMatchObject({ steps: 7, stoppedBecause: 'aborted' });
    const again = makeModel();
    await train({ ...settings, model: again, epochs: 2, folder, resume: true });
    expect(await parametersOf(again)).toEqual(await parametersOf(whole));
  });

  it('are no inputs of another encoder, and the fused kernels do not take them', async () => {
    const model = makeModel();
    const dense = { numRows: 1, numCols: numWords, data: new Float32Array(numWords) };
    const source = memorySource({ inputs: dense, labels: labelSetsFrom([[0]], 2) });
    await expect(train({ ...settings, model, data: { train: source }, epochs: 1 })).rejects.toThrow(
      'the model has inputs: tokens, and the data has dense',
    );
    await expect(train({ ...settings, model, epochs: 1, engine: 'fused' })).rejects.toThrow(
      'its encoder is a convolutional network',
    );
  });
});
