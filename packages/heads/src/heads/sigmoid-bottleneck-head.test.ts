import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { useBackend } from '../testing/backends.js';
import { sigmoidBottleneckHead } from './sigmoid-bottleneck-head.js';

describe('sigmoidBottleneckHead', () => {
  it('computes V (A h + a), worked out by hand, and its output layer is V without a bias', async () => {
    await useBackend('cpu');
    const head = sigmoidBottleneckHead({ inDim: 2, numLabels: 3, dim: 1, seed: 0 });
    head.setWeights({
      inputWeights: { shape: [1, 2], data: Float32Array.of(1, 2) },
      inputBias: { shape: [1], data: Float32Array.of(3) },
      labelWeights: { shape: [3, 1], data: Float32Array.of(1, -1, 0.5) },
    });
    const z = tf.tidy(() => head.logits(tf.tensor2d([[1, 1]])).dataSync());
    expect([...z]).toEqual([6, -6, 3]);
    expect(head.outputLayer()).toEqual({
      weights: { rows: 3, cols: 1, data: Float64Array.of(1, -1, 0.5) },
    });
    head.dispose();
  });
});
