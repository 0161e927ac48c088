import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from '../operations/with-gradient.js';

/**
 * b = -½|w|² of each row: with it w·h + b = ½|h|² - ½|h - w|² is largest for the row nearest to h, so that every class
 * (of distinct rows) is the best one for h = its own row.
 *
 *     dw = -db w
 *
 * Source: Grivas, Bogoychev, Lopez, "Low-Rank Softmax Can Have Unargmaxable Classes in Theory but Rarely in Practice",
 * ACL 2022.
 *
 * @param weights [n, d]
 * @returns [n]
 */
export function preventingBias(weights: tf.Tensor2D): tf.Tensor1D {
  return withGradient<tf.Tensor1D>([weights], (save) => {
    save([weights]);
    return {
      value: tf.mul<tf.Tensor1D>(tf.sum(tf.square(weights), 1), -0.5),
      gradFunc: (db, [w]) => [() => tf.tidy(() => tf.mul(w!, tf.expandDims(tf.neg(db), 1)))],
    };
  });
}
