import { labelSetsFrom, labelSetsToDense } from '@sbn/core';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../testing/backends.js';
import { expectClose } from '../testing/expect-close.js';
import type { Loss } from './loss.js';
import { sigmoidCrossEntropy } from './sigmoid-cross-entropy.js';

const lossOf = (loss: Loss, logits: number[][], labels: number[][]): number =>
  tf.tidy(() => loss.compute(tf.tensor2d(logits), labelSetsFrom(labels, logits[0]!.length)).dataSync()[0]!);

describe('sigmoidCrossEntropy', () => {
  beforeAll(() => useBackend('cpu'));

  it('agrees with values worked out by hand', () => {
    // σ(ln 3) = 3/4: losses are ln 4 for an inactive and ln 4/3 for an active label.
    const logits = [[Math.log(3), Math.log(3), 0, 0]];
    const [off, on, half] = [Math.log(4), Math.log(4 / 3), Math.LN2];
    expect(lossOf(sigmoidCrossEntropy(), logits, [[1, 2]])).toBeCloseTo((off + on + 2 * half) / 4, 6);
    expect(lossOf(sigmoidCrossEntropy({ reduction: 'sum-over-labels' }), logits, [[1, 2]])).toBeCloseTo(
      off + on + 2 * half,
      6,
    );
    expect(lossOf(sigmoidCrossEntropy({ labelWeights: [2, 3, 0, 0] }), logits, [[1, 2]])).toBeCloseTo(
      (2 * off + 3 * on) / 4,
      6,
    );
    // y' = 0.8 y + 0.2 * 0.25: 0.05 and 0.85.
    const smooth = sigmoidCrossEntropy({ labelSmoothing: { amount: 0.2, target: 0.25 } });
    expect(lossOf(smooth, logits, [[1, 2]])).toBeCloseTo(
      (0.05 * on + 0.95 * off + 0.85 * on + 0.15 * off + 2 * half) / 4,
      6,
    );
  });

  it('keeps the gradient of an active label that is almost certain', () => {
    const loss = sigmoidCrossEntropy({ reduction: 'sum-over-labels' });
    const gradient = tf.tidy(() =>
      tf
        .grad((z) => loss.compute(z as tf.Tensor2D, labelSetsFrom([[0]], 1)))(tf.tensor2d([[30]]))
        .dataSync(),
    );
    expectClose(gradient, [-Math.exp(-30)], { absolute: 0 });
  });

  it('gives sparse and dense labels the same loss and gradient, whatever the batch', () => {
    const table = fc
      .record({ numRows: fc.integer({ min: 1, max: 6 }), numLabels: fc.integer({ min: 1, max: 12 }) })
      .chain(({ numRows, numLabels }) =>
        fc.record({
          numLabels: fc.constant(numLabels),
          sets: fc.array(fc.uniqueArray(fc.nat({ max: numLabels - 1 })), {
            minLength: numRows,
            maxLength: numRows,
          }),
          logits: fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), {
            minLength: numRows * numLabels,
            maxLength: numRows * numLabels,
          }),
          amount: fc.constantFrom(0, 0.1, 1),
        }),
      );
    fc.assert(
      fc.property(table, ({ numLabels, sets, logits, amount }) => {
        const labels = labelSetsFrom(sets, numLabels);
        const loss = sigmoidCrossEntropy({ labelSmoothing: { amount, target: 0.3 } });
        tf.tidy(() => {
          const z = tf.tensor2d(Float32Array.from(logits), [sets.length, numLabels]);
          const dense = tf.tensor2d(labelSetsToDense(labels), [sets.length, numLabels]);
          const [a, b] = [labels, dense].map((given) =>
            tf.valueAndGrad((input) => loss.compute(input as tf.Tensor2D, given))(z),
          );
          expectClose(a!.value.dataSync(), b!.value.dataSync());
          expectClose(a!.grad.dataSync(), b!.grad.dataSync());
        });
      }),
      { numRuns: 60 },
    );
  });

  it('takes its options as they are at the call, not as they become', () => {
    const labelWeights = [1, 1];
    const loss = sigmoidCrossEntropy({ labelWeights });
    const before = lossOf(loss, [[0.5, 1]], [[0]]);
    labelWeights[0] = 100;
    expect(lossOf(loss, [[0.5, 1]], [[0]])).toBe(before);
    expect(() => sigmoidCrossEntropy([1] as never)).toThrow(TypeError);
  });
});
