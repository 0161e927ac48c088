import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mixtureHead, sigmoidHead } from '@sbn/heads';
import { memory } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bagEncoder } from '../encoders/bag-encoder.js';
import { createModel } from '../model/model.js';
import { loadModel, saveModel } from '../model/model-file.js';
import { startTestBackend } from '../testing/start-backends.js';
import { createLanguageModel } from './language-model.js';
import { loadLanguageModel, saveLanguageModel } from './language-model-file.js';

let folder: string;
let file: string;
let tensorsBefore: number;
beforeEach(async () => {
  await startTestBackend('wasm');
  tensorsBefore = memory().numTensors;
  folder = await mkdtemp(join(tmpdir(), 'language-model-file-'));
  file = join(folder, 'model.safetensors');
});
afterEach(async () => {
  await rm(folder, { recursive: true });
  expect(memory().numTensors).toBe(tensorsBefore);
});

describe('a language model in a file', () => {
  it('comes back with all its parameters, a tied table among them', async () => {
    const model = createLanguageModel({
      vocabularySize: 9,
      embeddingDim: 4,
      hiddenDims: [6],
      head: (shared) => mixtureHead({ ...shared, numComponents: 2, dim: 4 }),
      tied: true,
      seed: 1,
    });
    // Not what the seed draws.
    const values = model.parameters.map(({ size }, i) => new Float32Array(size).fill(i + 0.5));
    model.parameters.forEach(({ write }, i) => {
      write(values[i]!);
    });
    await saveLanguageModel(model, file);
    const loaded = await loadLanguageModel(file);
    expect(loaded.toConfig()).toEqual(model.toConfig());
    expect(await Promise.all(loaded.parameters.map(({ read }) => read()))).toEqual(values);
    await expect(loadModel(file)).rejects.toMatchObject({ code: 'not-a-model' });
    model.dispose();
    loaded.dispose();
  });

  it('is told from a classifier', async () => {
    const classifier = createModel({
      encoder: bagEncoder({ numFeatures: 5, dim: 3, seed: 1 }),
      head: sigmoidHead({ inDim: 3, numLabels: 4, seed: 1 }),
    });
    await saveModel(classifier, file);
    await expect(loadLanguageModel(file)).rejects.toMatchObject({ code: 'not-a-model' });
    classifier.dispose();
  });
});
