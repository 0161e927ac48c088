import { createRandom } from '@sbn/core';
import { mixtureHead, sigmoidHead, sigsoftmaxHead, softmaxHead } from '@sbn/heads';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { dropoutMask } from '../encoders/dropout-mask.js';
import { largestError } from '../testing/largest-error.js';
import { referenceLstm } from '../testing/reference-lstm.js';
import { describeOnEveryBackend, startTestBackend } from '../testing/start-backends.js';
import { take } from '../testing/take.js';
import {
  createLanguageModel,
  type LanguageModel,
  type LanguageModelHeadOptions,
  type LanguageModelOptions,
  languageModelFromConfig,
} from './language-model.js';

const vocabularySize = 11;
const embeddingDim = 5;
const [numSteps, batchSize] = [4, 3];
const rates = { tokens: 0.2, inputs: 0.3, hidden: 0.4, outputs: 0.25, recurrent: 0.5 };
const options: LanguageModelOptions = {
  vocabularySize,
  embeddingDim,
  hiddenDims: [6, 4],
  head: softmaxHead,
  dropout: rates,
  seed: 9,
};
const random = createRandom([1, 'language-model.test']);
const tokens = Int32Array.from({ length: numSteps * batchSize }, () => random.int(vocabularySize));

const readAll = async (model: LanguageModel): Promise<Record<string, Float64Array>> =>
  Object.fromEntries(
    await Promise.all(
      model.parameters.map(async ({ name, read }) => [name, Float64Array.from(await read())] as const),
    ),
  );

/** The features of a window from a state of zeros, in float64 with the masks of one training step. */
function referenceFeatures(weights: Record<string, Float64Array>, step: number): Float64Array {
  const { seed, hiddenDims } = options;
  const mask = (rate: number, layer: number, length: number): Float32Array =>
    dropoutMask({ rate, layer, length, seed, step });
  const forAllSteps = (x: Float64Array, rate: number, layer: number): Float64Array => {
    const factors = mask(rate, layer, x.length / numSteps);
    return x.map((value, i) => value * factors[i % factors.length]!);
  };
  const tokenFactors = mask(rates.tokens, 0, vocabularySize);
  const embedded = new Float64Array(tokens.length * embeddingDim);
  tokens.forEach((token, row) => {
    for (let j = 0; j < embeddingDim; j++) {
      embedded[row * embeddingDim + j] =
        weights['embedding/table']![token * embeddingDim + j]! * tokenFactors[token]!;
    }
  });
  let x = forAllSteps(embedded, rates.inputs, 1);
  hiddenDims.forEach((width, i) => {
    const [inputWeights, recurrent, bias] = ['inputWeights', 'recurrentWeights', 'bias'].map(
      (name) => weights[`lstm${i + 1}/${name}`]!,
    ) as [Float64Array, Float64Array, Float64Array];
    const kept = mask(rates.recurrent, -1 - i, recurrent.length);
    const { hidden } = referenceLstm({
      numSteps,
      batchSize,
      inDim: i === 0 ? embeddingDim : hiddenDims[i - 1]!,
      width,
      x,
      inputWeights,
      recurrentWeights: recurrent.map((value, j) => value * kept[j]!),
      bias,
      hidden: new Float64Array(batchSize * width),
      cell: new Float64Array(batchSize * width),
    });
    const isLast = i + 1 === hiddenDims.length;
    x = forAllSteps(hidden, isLast ? rates.outputs : rates.hidden, 2 + i);
  });
  return x;
}

describeOnEveryBackend((backend) => {
  beforeAll(() => startTestBackend(backend));

  describe('a language model', () => {
    it('reads as the float64 reference does, with every kind of dropout, and has its gradients', async () => {
      const before = tf.memory().numTensors;
      const model = createLanguageModel(options);
      const weights = await readAll(model);
      const state = model.initialState(batchSize);
      const pass = { numSteps, dropoutStep: 7 };
      const read = model.read(tokens, state, pass);
      const expected = referenceFeatures(weights, 7);
      expect(read.features.shape).toEqual([numSteps * batchSize, 4]);
      expect(largestError(await take(read.features), expected)).toBeLessThan(1e-5);
      tf.dispose([read.hidden, read.state]);

      const upstream = Float32Array.from(expected, () => random.normal());
      const factors = tf.tensor2d(upstream, [numSteps * batchSize, 4]);
      const { value, grads } = tf.variableGrads(() => {
        const { features } = model.read(tokens, state, pass);
        return tf.sum(tf.mul(features, factors)) as tf.Scalar;
      });
      const reference = (): number =>
        referenceFeatures(weights, 7).reduce((sum, entry, i) => sum + entry * upstream[i]!, 0);
      for (const { name, storage } of model.parameters) {
        if (name.startsWith('head/') || storage.kind !== 'variable') continue;
        const got = await take(grads[storage.variable.name]!);
        const at = weights[name]!;
        const differences = got.map((_, j) => {
          const kept = at[j]!;
          at[j] = kept + 1e-5;
          const above = reference();
          at[j] = kept - 1e-5;
          const below = reference();
          at[j] = kept;
          return (above - below) / 2e-5;
        });
        expect(largestError(got, differences), name).toBeLessThan(2e-5);
      }
      tf.dispose([value, factors, grads, state]);
      model.dispose();
      expect(tf.memory().numTensors).toBe(before);
    });
  });
});

describe('createLanguageModel', () => {
  beforeAll(() => startTestBackend('wasm'));

  it('drops nothing outside of training, and other things in every step', async () => {
    const model = createLanguageModel(options);
    const plain = createLanguageModel({ ...options, dropout: {} });
    const state = model.initialState(batchSize);
    const featuresOf = async (of: LanguageModel, dropoutStep?: number): Promise<Float32Array> => {
      const { features, hidden, state: next } = of.read(tokens, state, { numSteps, dropoutStep });
      const values = (await features.data()).slice() as Float32Array;
      tf.dispose([features, hidden, next]);
      return values;
    };
    expect(await featuresOf(model)).toEqual(await featuresOf(plain));
    expect(await featuresOf(model, 3)).toEqual(await featuresOf(model, 3));
    expect(await featuresOf(model, 3)).not.toEqual(await featuresOf(model, 4));
    tf.dispose(state);
    model.dispose();
    plain.dispose();
  });

  it('takes a whole mask for all steps of a window', async () => {
    const model = createLanguageModel({ ...options, dropout: { outputs: 0.5 } });
    const state = model.initialState(batchSize);
    const { features, hidden, state: next } = model.read(tokens, state, { numSteps, dropoutStep: 0 });
    const zeros = [...(await take(features))].map((entry) => entry === 0);
    const perStep = batchSize * 4;
    for (let t = 1; t < numSteps; t++) {
      expect(zeros.slice(t * perStep, (t + 1) * perStep)).toEqual(zeros.slice(0, perStep));
    }
    expect(zeros).toContain(true);
    expect(zeros).toContain(false);
    tf.dispose([hidden, next, state]);
    model.dispose();
  });

  it('shares the table with a tied head, and counts it once', async () => {
    const model = createLanguageModel({ ...options, hiddenDims: [6, 5], tied: true });
    expect(model.parameters.map(({ name }) => name)).toEqual([
      'embedding/table',
      'lstm1/inputWeights',
      'lstm1/recurrentWeights',
      'lstm1/bias',
      'lstm2/inputWeights',
      'lstm2/recurrentWeights',
      'lstm2/bias',
      'head/bias',
    ]);
    const lstm = (inDim: number, width: number): number => 4 * width * (inDim + width + 1);
    expect(model.numParams).toBe(11 * 5 + lstm(5, 6) + lstm(6, 5) + 11);
    model.dispose();
  });

  it.each([
    ['a softmax', options],
    ['a tied sigsoftmax', { ...options, hiddenDims: [5], dropout: {}, head: sigsoftmaxHead, tied: true }],
    [
      'a tied mixture',
      {
        ...options,
        tied: true,
        head: (shared) => mixtureHead({ ...shared, numComponents: 3, dim: embeddingDim }),
      },
    ],
  ] satisfies [string, LanguageModelOptions][])('with %s is made again from its config', async (_, given) => {
    const model = createLanguageModel(given);
    const config = model.toConfig();
    const again = languageModelFromConfig(JSON.parse(JSON.stringify(config)));
    expect(again.toConfig()).toEqual(config);
    expect(await readAll(again)).toEqual(await readAll(model));
    model.dispose();
    again.dispose();
  });

  it.each([
    [{ vocabularySize: 1 }, 'createLanguageModel: vocabularySize must be an integer >= 2, got 1'],
    [{ embeddingDim: 0 }, 'embeddingDim must be an integer >= 1, got 0'],
    [{ hiddenDims: [] }, 'hiddenDims must name the width of at least one LSTM layer, got none'],
    [{ hiddenDims: [6, 0] }, 'hiddenDims[1] must be an integer >= 1, got 0'],
    [
      { hiddenDims: 6 as unknown as number[] },
      'hiddenDims must be a list of widths such as [200, 200], got 6',
    ],
    [
      { dropout: { input: 0.5 } as LanguageModelOptions['dropout'] },
      'dropout has no rate "input"; it has tokens, inputs, hidden, outputs, recurrent',
    ],
    [{ dropout: { outputs: 1 } }, 'dropout.outputs must be in [0, 1), got 1'],
    [{ hiddenDims: [6], dropout: { hidden: 0.5 } }, 'dropout.hidden is between two LSTM layers'],
    [{ seed: 0.5 }, 'seed must be an integer, got 0.5'],
    [
      { tied: true },
      'the head cannot have the embedding table [11, 5] for its weights. softmax head: tiedTo must',
    ],
    [
      {
        hiddenDims: [5],
        dropout: {},
        tied: true,
        head: ({ tiedTo: _, ...shared }: LanguageModelHeadOptions) => softmaxHead(shared),
      },
      'head must make a head with the tiedTo that it is given, got one with weights of its own',
    ],
    [
      { head: sigmoidHead as unknown as LanguageModelOptions['head'] },
      'head must make a class head such as softmaxHead',
    ],
    [
      {
        head: (shared: LanguageModelHeadOptions) => softmaxHead({ ...shared, numLabels: 5 }),
      },
      'head must make a head of inDim 4 and numLabels 11',
    ],
  ])('refuses %j and leaves no tensor behind', (wrong, message) => {
    const before = tf.memory().numTensors;
    expect(() => createLanguageModel({ ...options, ...wrong })).toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses tokens that it does not know, and windows that do not fit the state', () => {
    const model = createLanguageModel(options);
    const state = model.initialState(batchSize);
    const wrong = tokens.slice();
    wrong[5] = 11;
    expect(() => model.read(wrong, state, { numSteps })).toThrow('token 5 is 11, and the vocabulary has 11');
    expect(() => model.read(tokens, state, { numSteps: 5 })).toThrow('is 15, got 12 tokens');
    tf.dispose(state);
    model.dispose();
  });
});
