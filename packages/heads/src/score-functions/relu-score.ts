import * as tf from '@tensorflow/tfjs-core';
import { pipe } from '../operations/pipe.js';
import { withGradient } from '../operations/with-gradient.js';
import type { ScoreFunction } from './score-function.js';
import type { ReluScoreConfig } from './score-function-config.js';

/**
 * s = log(max(z, 0) + ε), so that P is proportional to ReLU(z) + ε.
 *
 *     ds/dz = 1/(z + ε) for z > 0, else 0
 *
 * It is increasing only in the weak sense: all classes with z <= 0 tie, and give no gradient.
 *
 * Source: one of the functions compared in Kanai et al., "Sigsoftmax", NeurIPS 2018.
 */
export function reluScore(config: ReluScoreConfig): ScoreFunction {
  const shifted = (z: tf.Tensor): tf.Tensor => pipe(z, tf.relu, (x) => tf.add(x, config.epsilon));
  return {
    config,
    parameters: [],
    learningRates: {},
    scores: (z) =>
      withGradient<tf.Tensor2D>([z], (save) => {
        save([z]);
        return {
          value: pipe<tf.Tensor>(z, shifted, tf.log) as tf.Tensor2D,
          gradFunc: (dy, [input]) => [
            () =>
              tf.tidy(() => {
                const active = tf.mul(dy, tf.step(input!));
                return tf.div(active, shifted(input!));
              }),
          ],
        };
      }),
    isIncreasing: () => true,
  };
}
