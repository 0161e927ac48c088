import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { describeOnEveryBackend } from '../testing/backends.js';
import { normals } from '../testing/sample-data.js';
import { take } from '../testing/take.js';
import { runningSum } from './running-sum.js';

describeOnEveryBackend(() => {
  it.each([1, 63, 64, 65, 4096, 4097, 100_001])('adds up %i numbers with few roundings', async (size) => {
    const x = normals(1, size).map((value) => 1 + value / 8);
    const sums = await take(tf.tidy(() => runningSum(tf.tensor1d(x))));
    let exact = 0;
    let worst = 0;
    for (let i = 0; i < size; i++) {
      exact += x[i]!;
      worst = Math.max(worst, Math.abs(sums[i]! - exact) / exact);
    }
    // One float32 sum after the other is off by more than 1e-5 here.
    expect(sums.length).toBe(size);
    expect(worst).toBeLessThan(2e-6);
  });
});
