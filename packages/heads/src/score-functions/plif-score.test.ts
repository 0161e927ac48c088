import { createRandom } from '@sbn/core';
import { plifOverlapReference, plifReference } from '@sbn/core/reference';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { describeOnEveryBackend, useBackend } from '../testing/backends.js';
import { expectClose } from '../testing/expect-close.js';
import { take } from '../testing/take.js';
import { plifScore } from './plif-score.js';
import type { PlifScoreConfig } from './score-function-config.js';

const large: PlifScoreConfig = {
  kind: 'plif',
  numKnots: 100_000,
  interval: [-20, 20],
  parametrization: 'softplus',
  learningRate: 0.02,
};
const softplus = (w: number): number => Math.log1p(Math.exp(w));
const sigmoid = (w: number): number => 1 / (1 + Math.exp(-w));

describeOnEveryBackend(() => {
  it('is right with 100,000 knots, and so are both gradients', async () => {
    const [rows, cols] = [20, 10];
    const f = plifScore(large, 5);
    const w = f.parameters[0]!.initialValues();
    const slopes = Float64Array.from(w, softplus);
    const random = createRandom(3);
    // Inside their intervals, so that the float32 rounding of z does not decide which it is in.
    const spacing = 40 / 99_999;
    const z = Float32Array.from({ length: rows * cols }, (_, i) => {
      if (i < 6) return [-1e3, -20.5, 20.5, 1e3, 3e-5, -3e-5][i]!;
      return -20 + spacing * (random.int(99_999) + 0.2 + 0.6 * random.uniform());
    });
    const ds = Float32Array.from(z, () => random.normal());
    const values = [...z].map((x) => plifReference(x, { slopes, interval: [-20, 20] }));
    const zTensor = tf.tensor2d(z, [rows, cols]);
    const wTensor = tf.tensor1d(w);
    const dsTensor = tf.tensor2d(ds, [rows, cols]);
    const scores = await take(f.scores(zTensor, [wTensor]));
    expectClose(scores, values, { relative: 2e-6, absolute: 1e-5 });
    const [dz, dw] = tf.grads((x, v) => f.scores(x as tf.Tensor2D, [v!]))([zTensor, wTensor], dsTensor);
    const intervalOf = (x: number): number =>
      Math.max(0, Math.min(100_000, Math.floor((x + 20) / spacing) + 1));
    expectClose(
      await take(dz!),
      [...z].map((x, i) => ds[i]! * slopes[intervalOf(x)]!),
    );
    const overlaps = { numKnots: 100_000, interval: [-20, 20] } as const;
    const checked = [0, 1, 2, 777, 49_998, 49_999, 50_000, 50_001, 77_777, 99_998, 99_999, 100_000];
    for (const x of z.subarray(6, 40)) checked.push(intervalOf(x));
    const expected = checked.map(
      (i) => sigmoid(w[i]!) * z.reduce((sum, x, j) => sum + ds[j]! * plifOverlapReference(x, i, overlaps), 0),
    );
    const actual = await take(dw!);
    // Places within an interval are known to the rounding of z, 2^-20 at |z| = 20; an interval is 4e-4 long.
    expectClose(
      checked.map((i) => actual[i]!),
      expected,
      { relative: 1e-4, absolute: 1e-5 },
    );
    tf.dispose([zTensor, wTensor, dsTensor]);
  });
});

describe('the cost of a step', () => {
  it('does not grow with the number of knots', async () => {
    await useBackend('cpu');
    const time = (numKnots: number): (() => number) => {
      const f = plifScore({ ...large, numKnots }, 1);
      const w = f.parameters[0]!.initialValues();
      return () =>
        tf.tidy(() => {
          const z = tf.randomNormal([2000, 64], 0, 3, 'float32', 1);
          const start = performance.now();
          tf.grads((x, v) => f.scores(x as tf.Tensor2D, [v!]))([z, tf.tensor1d(w)], z);
          return performance.now() - start;
        });
    };
    const [few, many] = [time(20), time(100_000)];
    const least = { few: Number.POSITIVE_INFINITY, many: Number.POSITIVE_INFINITY };
    for (let turn = 0; turn < 5; turn++) {
      least.few = Math.min(least.few, few());
      least.many = Math.min(least.many, many());
    }
    // 128,000 entries and five thousand times the knots: a search in a list would take 6 times as long, a loop 5,000 times.
    expect(least.many).toBeLessThan(4 * least.few);
  });
});
