import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { useBackend } from '../testing/backends.js';
import { sigmoidHead } from './sigmoid-head.js';

describe('sigmoidHead', () => {
  it('computes W h + b, worked out by hand', async () => {
    await useBackend('cpu');
    const head = sigmoidHead({ inDim: 2, numLabels: 3, seed: 0 });
    expect([...head.getWeights().bias!.data]).toEqual([0, 0, 0]);
    head.setWeights({
      weights: { shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
      bias: { shape: [3], data: Float32Array.of(10, 20, 30) },
    });
    const z = tf.tidy(() => head.logits(tf.tensor2d([[1, -1]])).dataSync());
    expect([...z]).toEqual([9, 19, 29]);
    const { weights, bias } = head.outputLayer();
    expect([...weights.data]).toEqual([1, 2, 3, 4, 5, 6]);
    expect([...bias!]).toEqual([10, 20, 30]);
    head.dispose();
  });
});
