import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dftHead, sigmoidBottleneckHead, sigmoidHead } from '@sbn/heads';
import { memory, tidy, type Variable } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bagEncoder } from '../encoders/bag-encoder.js';
import { denseEncoder } from '../encoders/dense-encoder.js';
import { readSafetensors, writeSafetensors } from '../files/safetensors.js';
import { bagProblem } from '../testing/problems.js';
import { startTestBackend } from '../testing/start-backends.js';
import { createModel, type Model, modelFromConfig } from './model.js';
import { loadModel, saveModel } from './model-file.js';

let folder: string;
beforeAll(async () => {
  await startTestBackend('wasm');
  folder = await mkdtemp(join(tmpdir(), 'model-'));
});
afterAll(() => rm(folder, { recursive: true }));

const examples = bagProblem({ numExamples: 9, numLabels: 5, seed: 1 });
const makeModel = (): Model =>
  createModel({
    // A width that is not a multiple of 4: the table is padded in memory, and must not be in files.
    encoder: bagEncoder({ numFeatures: examples.inputs.numCols, dim: 6, hidden: [4], seed: 1 }),
    head: dftHead({ inDim: 4, numLabels: 5, k: 1, slackDims: 1, seed: 1 }),
  });

it('names and counts everything that is trained', () => {
  const model = makeModel();
  const { numCols } = examples.inputs;
  expect(model.parameters.map(({ name, shape }) => [name, shape]).slice(0, 3)).toEqual([
    ['encoder/table', [numCols, 6]],
    ['encoder/hidden1/weights', [4, 6]],
    ['encoder/hidden1/bias', [4]],
  ]);
  expect(model.parameters.slice(3).map(({ name }) => name)).toEqual(
    model.head.parameterNames.map((name) => `head/${name}`),
  );
  expect(model.numParams).toBe(numCols * 6 + 28 + model.head.numParams);
  expect(model.variables).toHaveLength(model.parameters.length - 1);
  model.dispose();
});

it('saved and loaded, gives the same logits', async () => {
  const model = makeModel();
  for (const parameter of model.parameters) {
    parameter.write((await parameter.read()).map((value, i) => value + Math.sin(i)));
  }
  const file = join(folder, 'model.safetensors');
  await saveModel(model, file);
  // The fixed matrix of a head is made at its first use, and stays.
  model.logits(examples.inputs).dispose();
  const before = memory().numTensors;
  const loaded = await loadModel(file);
  expect(loaded.toConfig()).toEqual(model.toConfig());
  const logits = (of: Model) => tidy(() => [...of.logits(examples.inputs).dataSync()]);
  expect(logits(loaded)).toEqual(logits(model));
  loaded.dispose();
  expect(memory().numTensors).toBe(before);

  // The table in the file has its own width, not that of memory.
  const { tensors, metadata } = await readSafetensors(file);
  expect(tensors.get('parameter/encoder/table')!.shape).toEqual([examples.inputs.numCols, 6]);
  // A file for another model, with a parameter missing, or with no model at all.
  const other = new Map([...tensors].slice(1));
  await writeSafetensors(file, other, metadata);
  await expect(loadModel(file)).rejects.toMatchObject({ name: 'InputError', code: 'parameters-mismatch' });
  expect(memory().numTensors).toBe(before);
  await writeSafetensors(file, tensors, { model: '{"encoder":{"kind":"bag"}}' });
  await expect(loadModel(file)).rejects.toMatchObject({ code: 'not-a-model' });
  await writeSafetensors(file, tensors);
  await expect(loadModel(file)).rejects.toThrow('a safetensors file without a model config');
  model.dispose();
});

it('the same config gives the same parameters', async () => {
  const [a, b] = [makeModel(), modelFromConfig(makeModel().toConfig())];
  for (const [i, parameter] of a.parameters.entries()) {
    expect(await b.parameters[i]!.read()).toEqual(await parameter.read());
  }
});

it('says what does not fit', () => {
  expect(() =>
    createModel({
      encoder: denseEncoder({ inDim: 3, seed: 1 }),
      head: sigmoidBottleneckHead({ inDim: 4, numLabels: 5, dim: 2, seed: 1 }),
    }),
  ).toThrow('createModel: the encoder gives 3 features and the head takes 4; make them equal');
  const model = createModel({
    encoder: denseEncoder({ inDim: 3, seed: 1 }),
    head: sigmoidHead({ inDim: 3, numLabels: 5, seed: 1 }),
  });
  expect(() => model.parameters[0]!.write(new Float32Array(2))).toThrow(
    /parameter head\/\w+: expected 15 numbers, got 2/,
  );
});

describe('filling a parameter', () => {
  it.each(['cpu', 'wasm'] as const)(
    'changes it and no tensor that shares its memory, on %s',
    async (backend) => {
      await startTestBackend(backend);
      const model = makeModel();
      const parameter = model.parameters.at(-1)!;
      const { variable } = parameter.storage as { variable: Variable };
      const shared = variable.clone();
      const before = await parameter.read();
      const twice = before.map((value) => 2 * value);
      parameter.fill((entries) => entries.set(twice));
      expect(await parameter.read()).toEqual(twice);
      expect(shared.dataSync()).toEqual(before);
      shared.dispose();
      parameter.fill((entries) => entries.fill(3));
      expect(await parameter.read()).toEqual(before.map(() => 3));
      model.dispose();
    },
  );
});
