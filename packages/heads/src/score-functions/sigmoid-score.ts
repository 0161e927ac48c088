import * as tf from '@tensorflow/tfjs-core';
import { pipe } from '../operations/pipe.js';
import { softplus } from '../operations/softplus.js';
import { withGradient } from '../operations/with-gradient.js';
import type { ScoreFunction } from './score-function.js';
import type { SigmoidScoreConfig } from './score-function-config.js';

/**
 * s = log σ(z) = -softplus(-z), so that P is proportional to σ(z).
 *
 *     ds/dz = σ(-z)
 *
 * Source: one of the functions compared in Kanai et al., "Sigsoftmax", NeurIPS 2018.
 */
export function sigmoidScore(config: SigmoidScoreConfig): ScoreFunction {
  return {
    config,
    parameters: [],
    learningRates: {},
    scores: (z) =>
      withGradient<tf.Tensor2D>([z], (save) => {
        save([z]);
        return {
          value: pipe<tf.Tensor>(z, tf.neg, softplus, tf.neg) as tf.Tensor2D,
          gradFunc: (dy, [input]) => [
            () => pipe<tf.Tensor>(input!, tf.neg, tf.sigmoid, (slope) => tf.mul(slope, dy)),
          ],
        };
      }),
    isIncreasing: () => true,
  };
}
