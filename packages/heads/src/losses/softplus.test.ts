import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { backendNames, useBackend } from '../testing/backends.js';
import { expectClose } from '../testing/expect-close.js';
import { softplus, softplusMinus } from './softplus.js';

describe.each(backendNames)('softplus on %s', (backend) => {
  beforeAll(() => useBackend(backend));
  const x = Float32Array.from([-1e3, -80, -20, -10, -1, -1e-3, 0, 1e-3, 1, 10, 20, 80, 1e3]);

  it('is exact to float32, relatively, from tiny values to large ones', () => {
    const actual = tf.tidy(() => softplus(tf.tensor1d(x)).dataSync());
    const expected = [...x].map((value) => Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value))));
    expectClose(actual, expected, { relative: 1e-6, absolute: 1e-37 });
  });

  it('does not cancel for y = 1', () => {
    const actual = tf.tidy(() => softplusMinus(tf.tensor1d(x), tf.onesLike(tf.tensor1d(x))).dataSync());
    const expected = [...x].map((value) => Math.max(-value, 0) + Math.log1p(Math.exp(-Math.abs(value))));
    expectClose(actual, expected, { relative: 1e-6, absolute: 1e-37 });
  });

  it('leaves its arguments and nothing else', () => {
    const z = tf.tensor1d(x);
    const before = tf.memory().numTensors;
    softplusMinus(z, 0.5).dispose();
    expect(tf.memory().numTensors).toBe(before);
    expect(z.isDisposed).toBe(false);
    z.dispose();
  });
});
