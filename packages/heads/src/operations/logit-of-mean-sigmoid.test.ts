import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { describeOnEveryBackend } from '../testing/backends.js';
import { expectClose } from '../testing/expect-close.js';
import { leaveNoTensor } from '../testing/leave-no-tensor.js';
import { logitOfMeanSigmoid } from './logit-of-mean-sigmoid.js';

/** log σ(z) in float64. */
const logSigmoid = (z: number): number => Math.min(z, 0) - Math.log1p(Math.exp(-Math.abs(z)));

function logSumExp(x: readonly number[]): number {
  const largest = Math.max(...x);
  return largest + Math.log(x.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}

/** The definition in log space, and its gradient. */
function plain(z: readonly number[]): { readonly value: number; readonly gradient: number[] } {
  const [a, b] = [z.map(logSigmoid), z.map((x) => logSigmoid(-x))];
  const [all, none] = [logSumExp(a), logSumExp(b)];
  return {
    value: all - none,
    gradient: z.map((_, i) => Math.exp(a[i]! + b[i]! - all) + Math.exp(a[i]! + b[i]! - none)),
  };
}

describeOnEveryBackend(() => {
  leaveNoTensor();

  it.each([
    ['usual logits', [0.5, -1, 2, 0]],
    ['all at the turn of the sums', [-20, -20.5, -19.5, -21]],
    ['all far below it', [-1e3, -999, -1001, -1e3]],
    ['all far above it', [1e3, 999, 1001, 998]],
    ['both ends at once', [1e3, -1e3, 0, -50]],
    ['one above all others', [-400, -90, -30, -500]],
    ['one below all others', [400, 90, 30, 500]],
    ['all the same', [3, 3, 3, 3]],
  ])('has the value and the gradient of the definition in log space: %s', async (_, z) => {
    const x = tf.tensor2d([z, z.map((value) => -value)]);
    const weights = tf.tensor2d([[2], [-3]]);
    const value = logitOfMeanSigmoid(x);
    const gradient = tf.grad((input) => tf.sum(tf.mul(logitOfMeanSigmoid(input as tf.Tensor2D), weights)))(x);
    const [first, second] = [plain(z), plain(z.map((entry) => -entry))];
    expect(value.shape).toEqual([2, 1]);
    expectClose(await value.data(), [first.value, second.value]);
    expectClose(
      await gradient.data(),
      [...first.gradient.map((slope) => 2 * slope), ...second.gradient.map((slope) => -3 * slope)],
      { relative: 1e-5, absolute: 1e-9 },
    );
    tf.dispose([x, weights, value, gradient]);
  });

  it('moves the mean of far logits by the whole of what they move', async () => {
    const x = tf.tensor2d([[-1e3, -1e3, -1e3]]);
    const gradient = tf.grad((input) => tf.sum(logitOfMeanSigmoid(input as tf.Tensor2D)))(x);
    expectClose(await gradient.data(), [1 / 3, 1 / 3, 1 / 3]);
    tf.dispose([x, gradient]);
  });
});
