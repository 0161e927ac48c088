import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '../testing/backends.js';
import { withGradient } from './with-gradient.js';

/** x y, which notes whose gradient is formed. */
function product(x: tf.Scalar, y: tf.Scalar, formed: string[]): tf.Scalar {
  return withGradient<tf.Scalar>([x, y], (save) => {
    save([x, y]);
    return {
      value: tf.mul(x, y),
      gradFunc: (dy, [xThen, yThen]) => [
        () => {
          formed.push('x');
          return tf.mul(dy, yThen!);
        },
        () => {
          formed.push('y');
          return tf.mul(dy, xThen!);
        },
      ],
    };
  });
}

describe('withGradient', () => {
  beforeAll(() => useBackend('cpu'));

  it('forms the gradients that are wanted, and no other', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const x = tf.scalar(3);
      const y = tf.scalar(5).variable();
      const formed: string[] = [];
      const { value, grads } = tf.variableGrads(() => product(x, y, formed), [y]);
      expect([value.dataSync()[0], grads[y.name]!.dataSync()[0]]).toEqual([15, 3]);
      expect(formed).toEqual(['y']);
      y.dispose();
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('forms all of them where all are wanted, through a composition', () => {
    tf.tidy(() => {
      const formed: string[] = [];
      const [dx, dy] = tf.grads((x, y) => tf.square(product(x as tf.Scalar, y as tf.Scalar, formed)))([
        tf.scalar(3),
        tf.scalar(5),
      ]) as [tf.Scalar, tf.Scalar];
      expect([dx.dataSync()[0], dy.dataSync()[0]]).toEqual([150, 90]);
      expect(formed).toEqual(['x', 'y']);
    });
  });
});
