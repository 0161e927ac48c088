import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { describeOnEveryBackend } from '../testing/backends.js';
import { expectClose } from '../testing/expect-close.js';
import { take } from '../testing/take.js';
import { softplus, softplusMinus } from './softplus.js';

describeOnEveryBackend((backend) => {
  // Shaders may take a logarithm near 1 with an absolute error of 2^-21 (WGSL, 15.7.4 Floating Point Accuracy).
  const tolerance = { relative: 1e-6, absolute: backend === 'webgpu' ? 2 ** -20 : 1e-37 };
  const x = Float32Array.from([-1e3, -80, -20, -10, -1, -1e-3, 0, 1e-3, 1, 10, 20, 80, 1e3]);

  it('softplus is exact to float32, relatively, from tiny values to large ones', async () => {
    const actual = await take(tf.tidy(() => softplus(tf.tensor1d(x))));
    const expected = [...x].map((value) => Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value))));
    expectClose(actual, expected, tolerance);
  });

  it('does not cancel for y = 1', async () => {
    const actual = await take(tf.tidy(() => softplusMinus(tf.tensor1d(x), tf.onesLike(tf.tensor1d(x)))));
    const expected = [...x].map((value) => Math.max(-value, 0) + Math.log1p(Math.exp(-Math.abs(value))));
    expectClose(actual, expected, tolerance);
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
