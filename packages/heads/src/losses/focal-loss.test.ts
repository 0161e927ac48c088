import { labelSetsFrom } from '@sbn/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../testing/backends.js';
import { focalLoss } from './focal-loss.js';
import { sigmoidCrossEntropy } from './sigmoid-cross-entropy.js';

const labels = labelSetsFrom([[1]], 2);

describe('focalLoss', () => {
  beforeAll(() => useBackend('cpu'));

  it('agrees with values worked out by hand', () => {
    // σ(ln 3) = 3/4: an inactive label costs (3/4)^γ ln 4, an active one (1/4)^γ ln 4/3.
    tf.tidy(() => {
      const z = tf.tensor2d([[Math.log(3), Math.log(3)]]);
      const [off, on] = [(9 / 16) * Math.log(4), (1 / 16) * Math.log(4 / 3)];
      expect(focalLoss().compute(z, labels).dataSync()[0]).toBeCloseTo((off + on) / 2, 6);
      const balanced = focalLoss({ gamma: 2, alpha: 0.1 });
      expect(balanced.compute(z, labels).dataSync()[0]).toBeCloseTo((0.9 * off + 0.1 * on) / 2, 6);
    });
  });

  it('is cross entropy for γ = 0', () => {
    tf.tidy(() => {
      const z = tf.tensor2d([[-2.5, 0.7]]);
      const expected = sigmoidCrossEntropy().compute(z, labels).dataSync()[0]!;
      expect(focalLoss({ gamma: 0 }).compute(z, labels).dataSync()[0]).toBeCloseTo(expected, 6);
    });
  });

  it('refuses exponents and balances that make no sense', () => {
    expect(() => focalLoss({ gamma: -1 })).toThrow(/gamma must be finite and >= 0, got -1/);
    expect(() => focalLoss({ gamma: Number.POSITIVE_INFINITY })).toThrow(RangeError);
    expect(() => focalLoss({ gamma: Number.NaN })).toThrow(RangeError);
    expect(() => focalLoss({ alpha: 1.1 })).toThrow(/alpha must be in \[0, 1\], got 1\.1/);
    expect(() => focalLoss({ gamma: '2' as unknown as number })).toThrow(TypeError);
    expect(() => focalLoss({ gama: 2 } as object)).toThrow(/unknown option "gama"/);
  });
});
