import { trigonometricBasis } from '@sbn/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../testing/backends.js';
import { expectClose } from '../testing/expect-close.js';
import { normals } from '../testing/sample-data.js';
import { dftHead } from './dft-head.js';

const options = { inDim: 6, numLabels: 11, k: 3, seed: 4 };

describe('dftHead', () => {
  beforeAll(() => useBackend('cpu'));

  it('starts every label at probability k/n, by logit(k/n)·√n in the constant coefficient', () => {
    const head = dftHead({ ...options, slackDims: 2 });
    const bias = head.getWeights().inputBias!.data;
    expect(bias[0]).toBeCloseTo(Math.log(3 / 8) * Math.sqrt(11), 5);
    expect([...bias.subarray(1)]).toEqual(Array(8).fill(0));
    const p = tf.tidy(() => tf.sigmoid(head.logits(tf.zeros([2, 6]))).dataSync());
    expectClose(p, Array(22).fill(3 / 11));
    head.dispose();
  });

  it('draws the other initial weights from U(-1/√fanIn, 1/√fanIn)', () => {
    const head = dftHead({ inDim: 100, numLabels: 400, k: 30, slackDims: 25, seed: 1 });
    for (const [name, fanIn] of [
      ['inputWeights', 100],
      ['slackWeights', 25],
    ] as const) {
      const { data } = head.getWeights()[name]!;
      const bound = 1 / Math.sqrt(fanIn);
      expect(Math.max(...data.map(Math.abs))).toBeLessThanOrEqual(bound);
      const mean = data.reduce((sum, x) => sum + x, 0) / data.length;
      const variance = data.reduce((sum, x) => sum + x * x, 0) / data.length;
      expect(Math.abs(mean)).toBeLessThan(0.03 * bound);
      expect(variance / (bound * bound)).toBeCloseTo(1 / 3, 1);
    }
    head.dispose();
  });

  it('puts label j on place permutation[j] of the cycle', () => {
    const permutation = [3, 0, 10, 5, 1, 9, 2, 8, 4, 7, 6];
    const [straight, permuted] = [dftHead(options), dftHead({ ...options, permutation })];
    const h = tf.tensor2d(normals(1, 12), [2, 6]);
    const [z, y] = [straight.logits(h), permuted.logits(h)];
    const back = tf.tidy(() => tf.gather(z, tf.tensor1d(permutation, 'int32'), 1));
    expectClose(y.dataSync(), back.dataSync());
    tf.dispose([h, z, y, back]);
    straight.dispose();
    permuted.dispose();
  });

  it('shows the float64 basis and its structure, with slack too', () => {
    const basis = trigonometricBasis({ numLabels: 11, k: 3 });
    const head = dftHead(options);
    expect(head.outputLayer()).toEqual({ weights: basis, structure: { kind: 'trigonometric', k: 3 } });
    // The caller may do with it what it likes.
    head.outputLayer().weights.data.fill(0);
    expect(head.outputLayer().weights).toEqual(basis);
    const permutation = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0];
    const permuted = dftHead({ ...options, permutation });
    const layer = permuted.outputLayer();
    expect(layer.structure).toEqual({ kind: 'trigonometric', k: 3, permutation });
    expect(layer.weights.data.subarray(0, 7)).toEqual(basis.data.subarray(70, 77));
    const slack = dftHead({ ...options, slackDims: 2 });
    const withSlack = slack.outputLayer();
    expect(withSlack.structure).toEqual({ kind: 'trigonometric', k: 3 });
    expect(withSlack.weights.data.subarray(9, 16)).toEqual(basis.data.subarray(7, 14));
    expect([...withSlack.weights.data.subarray(16, 18)]).toEqual([
      ...slack.getWeights().slackWeights!.data.subarray(2, 4),
    ]);
    for (const made of [head, permuted, slack]) made.dispose();
  });

  it('keeps a permutation of its own', () => {
    const permutation = [3, 0, 10, 5, 1, 9, 2, 8, 4, 7, 6];
    const head = dftHead({ ...options, permutation });
    permutation.reverse();
    expect(head.toConfig()).toMatchObject({ permutation: [...permutation].reverse() });
    head.dispose();
    expect(() => dftHead(undefined as never)).toThrow(/dftHead: expected one options object, got undefined/);
  });
});
