import { labelSetsFrom } from '@sbn/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../testing/backends.js';
import { asymmetricLoss } from './asymmetric-loss.js';
import { focalLoss } from './focal-loss.js';

const labels = labelSetsFrom([[1]], 2);

describe('asymmetricLoss', () => {
  beforeAll(() => useBackend('cpu'));

  it('agrees with values worked out by hand', () => {
    // σ(ln 3) = 3/4, shifted to 0.7 for the inactive label.
    tf.tidy(() => {
      const z = tf.tensor2d([[Math.log(3), Math.log(3)]]);
      const off = 0.7 ** 4 * -Math.log(0.3);
      expect(asymmetricLoss().compute(z, labels).dataSync()[0]).toBeCloseTo((off + Math.log(4 / 3)) / 2, 6);
      const both = asymmetricLoss({ gammaPositive: 1, gammaNegative: 2, clip: 0.25 });
      expect(both.compute(z, labels).dataSync()[0]).toBeCloseTo(
        (0.25 * Math.LN2 + 0.25 * Math.log(4 / 3)) / 2,
        6,
      );
    });
  });

  it('drops inactive labels below the clip: no loss, no gradient', () => {
    tf.tidy(() => {
      const z = tf.tensor2d([[-3, 0]]);
      const loss = asymmetricLoss({ gammaNegative: 0, clip: 0.05 });
      const gradient = tf
        .grad((input) => loss.compute(input as tf.Tensor2D, labels))(z)
        .dataSync();
      expect(gradient[0]).toBeCloseTo(0, 12);
      expect(gradient[1]).toBeCloseTo(-0.25, 6);
      expect(loss.compute(z, labels).dataSync()[0]).toBeCloseTo(Math.LN2 / 2, 6);
    });
  });

  it('is focal loss for equal exponents and no clip', () => {
    tf.tidy(() => {
      const z = tf.tensor2d([[-2.5, 0.7]]);
      const equal = asymmetricLoss({ gammaPositive: 2, gammaNegative: 2, clip: 0 });
      expect(equal.compute(z, labels).dataSync()).toEqual(focalLoss().compute(z, labels).dataSync());
    });
  });

  it('refuses options that make no sense', () => {
    expect(() => asymmetricLoss({ clip: 1 })).toThrow(/clip must be in \[0, 1\), got 1/);
    expect(() => asymmetricLoss({ clip: -0.1 })).toThrow(RangeError);
    expect(() => asymmetricLoss({ gammaPositive: -1 })).toThrow(/gammaPositive .* got -1/);
    expect(() => asymmetricLoss({ gammaNegative: Number.NaN })).toThrow(/gammaNegative .* got NaN/);
    expect(() => asymmetricLoss({ margin: 0.1 } as object)).toThrow(/unknown option "margin"/);
  });
});
