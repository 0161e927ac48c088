import { vandermondeBasis } from '@sbn/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../testing/backends.js';
import { expectClose } from '../testing/expect-close.js';
import { vandermondeHead } from './vandermonde-head.js';

const options = { inDim: 6, numLabels: 11, seed: 4 };

describe('vandermondeHead', () => {
  beforeAll(() => useBackend('cpu'));

  it('starts every label at probability k/n, k = floor((dim - 1) / 2)', () => {
    for (const [choice, k] of [
      [{ k: 3 }, 3],
      [{ dim: 7 }, 3],
      [{ dim: 8, slackDims: 2 }, 3],
      [{ dim: 3 }, 1],
    ] as const) {
      const head = vandermondeHead({ ...options, ...choice });
      const p = tf.tidy(() => tf.sigmoid(head.logits(tf.zeros([1, 6]))).dataSync());
      expectClose(p, Array(11).fill(k / 11));
      head.dispose();
    }
  });

  it('shows the float64 basis and its structure, with slack too', () => {
    const head = vandermondeHead({ ...options, k: 2 });
    expect(head.outputLayer()).toEqual({
      weights: vandermondeBasis({ numLabels: 11, dim: 5 }),
      structure: { kind: 'vandermonde', dim: 5 },
    });
    const slack = vandermondeHead({ ...options, k: 2, slackDims: 1 });
    expect(slack.outputLayer().structure).toEqual({ kind: 'vandermonde', dim: 5 });
    head.dispose();
    slack.dispose();
  });
});
