import { createRandom, labelSetsFromClasses } from '@sbn/core';
import { logSoftmaxReference } from '@sbn/core/reference';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { type ClassHead, isClassHead } from '../class-head.js';
import type { ClassHeadOptions } from '../definitions/class-head-config.js';
import type { Head } from '../head.js';
import { describeOnEveryBackend, useBackend } from '../testing/backends.js';
import { expectClose } from '../testing/expect-close.js';
import { headCases } from '../testing/head-cases.js';
import { referenceLogits, referenceWeights } from '../testing/reference-head.js';
import { normals } from '../testing/sample-data.js';
import { take } from '../testing/take.js';
import { mixtureHead } from './mixture-head.js';
import { plifHead } from './plif-head.js';
import { reluSoftmaxHead } from './relu-softmax-head.js';
import { sigmoidSoftmaxHead } from './sigmoid-softmax-head.js';
import { sigsoftmaxHead } from './sigsoftmax-head.js';
import { softmaxHead } from './softmax-head.js';

const classCases = headCases.filter(({ output, tiedCols }) => output === 'classes' && tiedCols === undefined);

/** Log probabilities of linear logits: the head's weights are 1 x n, its input is 1. */
async function logProbabilitiesOf(
  makeHead: (options: ClassHeadOptions) => ClassHead,
  z: readonly number[],
): Promise<Float32Array> {
  const head = makeHead({ inDim: 1, numLabels: z.length, seed: 1, bias: 'none' });
  const weights = await head.readWeights();
  head.setWeights({ ...weights, weights: { shape: [z.length, 1], data: Float32Array.from(z) } });
  const logP = await take(tf.tidy(() => head.logProbabilities(tf.ones([1, 1]))));
  head.dispose();
  return logP;
}

/** The best class of each row of features, by the scores. */
async function bestClasses(head: Head, h: Float32Array): Promise<number[]> {
  const best = tf.tidy(() => tf.argMax(head.logits(tf.tensor2d(h, [h.length / head.inDim, head.inDim])), 1));
  return [...(await take(best))];
}

describeOnEveryBackend(() => {
  it('sigsoftmax has the published values', async () => {
    const usual = await logProbabilitiesOf(sigsoftmaxHead, [1, 2, 3]);
    expectClose(usual.map(Math.exp), [0.0719267, 0.2355637, 0.6925095]);
    expectClose(await logProbabilitiesOf(sigsoftmaxHead, [-300, -200, -150]), [-300, -100, 0]);
  });

  it('the other functions are what they say', async () => {
    const logOf = (g: readonly number[]): number[] => {
      const sum = g.reduce((a, b) => a + b, 0);
      return g.map((x) => Math.log(x / sum));
    };
    const z = [-1, 0.5, 2];
    const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
    expectClose(await logProbabilitiesOf(softmaxHead, z), logOf(z.map(Math.exp)));
    expectClose(await logProbabilitiesOf(sigmoidSoftmaxHead, z), logOf(z.map(sigmoid)));
    expectClose(await logProbabilitiesOf(reluSoftmaxHead, z), logOf([1e-8, 0.5, 2]));
    const general = (options: ClassHeadOptions): ClassHead =>
      sigsoftmaxHead({ ...options, center: 0.5, slope: 3 });
    const score = (x: number): number => 3 * (x - 0.5) + 0.5 - 2 * Math.log1p(Math.exp(x - 0.5));
    expectClose(await logProbabilitiesOf(general, z), logOf(z.map(score).map(Math.exp)));
    const plain = (options: ClassHeadOptions): ClassHead => sigsoftmaxHead({ ...options, slope: 1 });
    expectClose(await logProbabilitiesOf(plain, z), logOf(z.map(Math.exp)));
  });

  it.each([
    ['softmax', softmaxHead],
    ['sigsoftmax', sigsoftmaxHead],
    ['ReLU', reluSoftmaxHead],
    ['sigmoid', sigmoidSoftmaxHead],
    ['PLIF', (options: ClassHeadOptions) => plifHead({ ...options, numKnots: 50 })],
  ])('log probabilities of %s are finite, and add up to 1, at ±1e3', async (_, make) => {
    for (const z of [
      [1e3, -1e3, 0, 999],
      [-1e3, -999, -1e3, -998],
    ]) {
      const logP = await logProbabilitiesOf(make, z);
      expect([...logP].every(Number.isFinite)).toBe(true);
      expect(logP.reduce((sum, x) => sum + Math.exp(x), 0)).toBeCloseTo(1, 5);
    }
  });

  it.each(classCases)(
    '$name: log probabilities, their gradient and the loss agree',
    async ({ make, config }) => {
      const { inDim, numLabels } = config;
      const head = make() as ClassHead;
      const classes = [3, 0, 8];
      const features = normals(1, 3 * inDim);
      const h = tf.tensor2d(features, [3, inDim]);
      const logP = head.logProbabilities(h);
      const values = await logP.data();
      const weights = referenceWeights(await head.readWeights());
      const scores = referenceLogits(config, weights, Float64Array.from(features));
      expectClose(values, logSoftmaxReference(scores).data);
      const labels = labelSetsFromClasses(classes, numLabels);
      const wanted = tf.tidy(() => tf.oneHot(tf.tensor1d(classes, 'int32'), numLabels).mul(-1 / 3));
      // The loss by way of all log probabilities, which knows nothing of likelihoods of one class.
      const [byHand, byLoss] = [
        tf.variableGrads(() => tf.sum(tf.mul(head.logProbabilities(h), wanted)), [...head.variables]),
        tf.variableGrads(() => head.loss(h, labels), [...head.variables]),
      ];
      expectClose(await byLoss.value.data(), await byHand.value.data());
      for (const { name } of head.variables) {
        expectClose(await byLoss.grads[name]!.data(), await byHand.grads[name]!.data(), {
          relative: 1e-4,
          absolute: 1e-6,
        });
      }
      tf.dispose([h, logP, wanted, byHand.value, byHand.grads, byLoss.value, byLoss.grads]);
      head.dispose();
    },
  );

  it('a component of a mixture that underflows leaves the others as they are', async () => {
    const head = mixtureHead({ inDim: 1, numLabels: 3, numComponents: 2, dim: 1, seed: 1, bias: 'none' });
    const weights = await head.readWeights();
    const set = (name: string, values: readonly number[]) => ({
      [name]: { shape: weights[name]!.shape, data: Float32Array.from(values) },
    });
    // The contexts are tanh(±20) = ±1: component 0 is sure of class 0, component 1 of class 2; priors 3/4 and 1/4.
    head.setWeights({
      ...weights,
      ...set('weights', [1e3, 0, -1e3]),
      ...set('priorWeights', [Math.log(3), 0]),
      ...set('latentWeights', [20, -20]),
    });
    const logP = await take(tf.tidy(() => head.logProbabilities(tf.ones([1, 1]))));
    expectClose(logP, [Math.log(3 / 4), -1000, Math.log(1 / 4)]);
    for (const [label, expected] of [
      [0, Math.log(4 / 3)],
      [1, 1000],
      [2, Math.log(4)],
    ] as const) {
      const { value, grads } = tf.variableGrads(
        () => head.loss(tf.ones([1, 1]), labelSetsFromClasses([label], 3)),
        [...head.variables],
      );
      expectClose(await take(value), [expected]);
      for (const gradient of Object.values(grads)) {
        expect([...(await take(gradient))].every(Number.isFinite)).toBe(true);
      }
    }
    head.dispose();
  });
});

describe('classes out of reach', () => {
  const options = { inDim: 3, numLabels: 40, seed: 5 };
  /** Class 0 in the middle of the others: w_0 is a mean of theirs, and no h likes a mean best. */
  const middle = (numLabels: number, inDim: number): Float32Array => {
    const random = createRandom(1);
    const rows = Float32Array.from({ length: numLabels * inDim }, () => random.normal());
    for (let j = 0; j < inDim; j++) rows[j] = (rows[inDim + j]! + rows[2 * inDim + j]!) / 2;
    return rows;
  };

  it('are there without prevention, and not with it', async () => {
    await useBackend('cpu');
    const data = middle(40, 3);
    const probes = normals(8, 3 * 3000, 10);
    const reached: Record<string, Set<number>> = {};
    for (const [name, changes] of Object.entries({
      none: { bias: 'none' },
      preventing: { bias: 'preventing' },
      unit: { rows: 'unit' },
    } as const)) {
      const head = softmaxHead({ ...options, ...changes });
      head.setWeights({ weights: { shape: [40, 3], data } });
      // With the preventing bias a class wins at its own row; rows of length 1 win at theirs.
      const { weights } = head.outputLayer();
      const own = Float32Array.from(weights.data);
      reached[name] = new Set([...(await bestClasses(head, own)), ...(await bestClasses(head, probes))]);
      head.dispose();
    }
    expect(reached.none!.has(0)).toBe(false);
    expect(reached.preventing!.size).toBe(40);
    expect(reached.unit!.size).toBe(40);
  });

  it('are seen by the output layer: a learned slope that turned negative has none', async () => {
    await useBackend('cpu');
    const head = sigsoftmaxHead({ ...options, learned: true });
    const weights = head.getWeights();
    head.setWeights({ ...weights, slope: { shape: [1], data: Float32Array.of(-0.5) } });
    expect(() => head.outputLayer()).toThrow(expect.objectContaining({ code: 'no-output-layer' }));
    head.dispose();
  });

  it('a row of zeros stays one, and gets no gradient, where rows have length 1', async () => {
    await useBackend('cpu');
    const head = softmaxHead({ inDim: 2, numLabels: 3, seed: 1, rows: 'unit' });
    head.setWeights({ weights: { shape: [3, 2], data: Float32Array.of(0, 0, 3e30, 4e30, 0, -1e-30) } });
    tf.tidy(() => {
      expectClose(head.logits(tf.tensor2d([[1, 1]])).dataSync(), [0, 1.4, -1]);
      const { grads } = tf.variableGrads(
        () => head.loss(tf.tensor2d([[1, 1]]), labelSetsFromClasses([0], 3)),
        [...head.variables],
      );
      const gradient = Object.values(grads)[0]!.dataSync();
      expectClose(gradient.subarray(0, 2), [0, 0]);
    });
    expectClose(head.outputLayer().weights.data, [0, 0, 0.6, 0.8, 0, -1]);
    head.dispose();
  });
});

describe('plifHead', () => {
  it('names the learning rate of its slopes', () => {
    const head = plifHead({ inDim: 2, numLabels: 3, seed: 1, numKnots: 3, learningRate: 0.5 });
    expect(head.learningRates).toEqual({ slopes: 0.5 });
    const standard = plifHead({ inDim: 2, numLabels: 3, seed: 1 });
    expect(standard.learningRates).toEqual({ slopes: 0.02 });
    expect(standard.toConfig()).toMatchObject({ numKnots: 100_000, interval: [-20, 20] });
    const member = { kind: 'plif', numKnots: 3, learningRate: 0.25 } as const;
    const mixture = mixtureHead({ inDim: 2, numLabels: 3, seed: 1, numComponents: 2, member });
    expect(mixture.learningRates).toEqual({ slopes: 0.25 });
    for (const made of [head, standard, mixture]) made.dispose();
  });

  it('starts around slope 1', async () => {
    await useBackend('cpu');
    const slopes = {
      softplus: (w: number) => Math.log1p(Math.exp(w)),
      exponential: Math.exp,
      square: (w: number) => w * w,
    };
    for (const parametrization of ['softplus', 'exponential', 'square'] as const) {
      const head = plifHead({ inDim: 1, numLabels: 1, seed: 1, parametrization });
      const w = head.getWeights().slopes!.data;
      const mean = w.reduce((sum, x) => sum + x, 0) / w.length;
      const variance = w.reduce((sum, x) => sum + (x - mean) ** 2, 0) / w.length;
      expect(slopes[parametrization](mean)).toBeCloseTo(1, 1);
      expect(variance).toBeCloseTo(1, 1);
      head.dispose();
    }
  });

  it('for labels is no class head, and decides by the sign of the linear logits', async () => {
    await useBackend('cpu');
    const head = plifHead({ inDim: 3, numLabels: 4, seed: 2, output: 'labels', numKnots: 9 });
    expect(isClassHead(head)).toBe(false);
    expect('logProbabilities' in head).toBe(false);
    const { weights, bias } = head.outputLayer();
    const h = normals(3, 3 * 50);
    const logits = tf.tidy(() => head.logits(tf.tensor2d(h, [50, 3])).dataSync());
    logits.forEach((logit, i) => {
      const [row, label] = [Math.floor(i / 4), i % 4];
      const z =
        bias![label]! + [0, 1, 2].reduce((sum, j) => sum + h[row * 3 + j]! * weights.data[label * 3 + j]!, 0);
      expect(Math.sign(logit)).toBe(Math.sign(z));
    });
    head.dispose();
  });
});
