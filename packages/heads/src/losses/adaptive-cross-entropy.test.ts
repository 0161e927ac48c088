import { labelSetsFrom } from '@sbn/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../testing/backends.js';
import { expectClose } from '../testing/expect-close.js';
import { adaptiveCrossEntropy } from './adaptive-cross-entropy.js';
import { focalLoss } from './focal-loss.js';
import type { Loss } from './loss.js';
import { sigmoidCrossEntropy } from './sigmoid-cross-entropy.js';

/** p = [[.6, .4], [.4, .6]] with y = [[0, 1], [0, 0]]. */
const logits = [0.6, 0.4, 0.4, 0.6].map((p) => Math.log(p / (1 - p)));
const labels = labelSetsFrom([[1], []], 2);

/** The loss of every entry by itself. */
function entries(loss: Loss): number[] {
  return logits.map((z, i) => {
    const label = labelSetsFrom([i === 1 ? [0] : []], 1);
    return tf.tidy(() => loss.compute(tf.tensor2d([[z]]), label).dataSync()[0]!);
  });
}

describe('adaptiveCrossEntropy', () => {
  beforeAll(() => useBackend('cpu'));

  it('has the values that its source publishes', () => {
    expectClose(entries(adaptiveCrossEntropy()), [0.9162906, 0.9162905, 0.5108254, 0.9162906], {
      absolute: 5e-7,
    });
  });

  it('agrees with values worked out by hand: balance by the label, focus and entropy by the smoothed target', () => {
    // Targets clipped to [.1, .9].
    const entropy = (y: number, p: number): number => -y * Math.log(p) - (1 - y) * Math.log(1 - p);
    const off = (p: number): number => 0.2 * Math.abs(0.1 - p) ** 2 * entropy(0.1, p);
    const on = 0.8 * Math.abs(0.9 - 0.4) ** 2 * entropy(0.9, 0.4);
    const loss = adaptiveCrossEntropy({ alpha: 0.2, gamma: 2, labelSmoothing: { amount: 0.2, target: 0.5 } });
    expectClose(entries(loss), [off(0.6), on, off(0.4), off(0.6)]);
  });

  it('costs nothing where a smoothed target is reached', () => {
    const loss = adaptiveCrossEntropy({ gamma: 1, labelSmoothing: { amount: 0.2, target: 0.5 } });
    const z = tf.tensor2d([[Math.log(9)]]);
    const value = tf.tidy(() => loss.compute(z, labelSetsFrom([[0]], 1)).dataSync()[0]!);
    expect(value).toBeCloseTo(0, 6);
    z.dispose();
  });

  it('is cross entropy without options, and focal loss without smoothing', () => {
    tf.tidy(() => {
      const z = tf.tensor2d(logits, [2, 2]);
      const value = (loss: Loss): Float32Array => loss.compute(z, labels).dataSync<'float32'>();
      expect(value(adaptiveCrossEntropy({ alpha: 0 }))).toEqual(value(sigmoidCrossEntropy()));
      expectClose(
        value(adaptiveCrossEntropy({ alpha: 0.3, gamma: 2.5 })),
        value(focalLoss({ alpha: 0.7, gamma: 2.5 })),
      );
    });
  });

  it('weighs soft labels between the two balances', () => {
    const loss = adaptiveCrossEntropy({ alpha: 0.2 });
    const value = tf.tidy(() => loss.compute(tf.tensor2d([[0]]), tf.tensor2d([[0.25]])).dataSync()[0]!);
    expect(value).toBeCloseTo((0.25 * 0.8 + 0.75 * 0.2) * Math.LN2, 6);
  });

  it('refuses exponents and balances that make no sense', () => {
    expect(() => adaptiveCrossEntropy({ gamma: 0.5 })).toThrow(/gamma must be 0 or >= 1, got 0\.5/);
    expect(() => adaptiveCrossEntropy({ gamma: -1 })).toThrow(RangeError);
    expect(() => adaptiveCrossEntropy({ gamma: Number.NaN })).toThrow(RangeError);
    expect(() => adaptiveCrossEntropy({ alpha: 1.1 })).toThrow(/alpha must be in \[0, 1\], got 1\.1/);
    expect(() => adaptiveCrossEntropy({ alpha: '0.5' as unknown as number })).toThrow(TypeError);
    expect(() => adaptiveCrossEntropy({ gama: 2 } as object)).toThrow(/unknown option "gama"/);
  });
});
