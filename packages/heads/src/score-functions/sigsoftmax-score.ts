import * as tf from '@tensorflow/tfjs-core';
import type { ParameterDefinition } from '../definitions/head-definition.js';
import { pipe } from '../operations/pipe.js';
import { softplus } from '../operations/softplus.js';
import { withGradient } from '../operations/with-gradient.js';
import type { ScoreFunction } from './score-function.js';
import type { SigsoftmaxScoreConfig } from './score-function-config.js';

/**
 * s = z - (k-1) softplus(c-z), which is k (z-c) + c - (k-1) softplus(z-c) without the difference of two large terms. With
 * k = 2, c = 0 it is log(exp(z) σ(z)), sigsoftmax.
 *
 *     ∂s/∂z = 1 + (k-1) σ(c-z)        ∂s/∂c = -(k-1) σ(c-z)        ∂s/∂k = -softplus(c-z)
 *
 * Sources: Kanai et al., "Sigsoftmax: Reanalysis of the Softmax Bottleneck", NeurIPS 2018; c and k: Parthiban, Mao,
 * Inkpen, "On the Softmax Bottleneck of Recurrent Language Models", AAAI 2021.
 */
export function sigsoftmaxScore(config: SigsoftmaxScoreConfig): ScoreFunction {
  const { center, slope, learned } = config;
  const number = (name: string, value: number): ParameterDefinition => ({
    name,
    shape: [1],
    initialValues: () => Float32Array.of(value),
  });
  return {
    config,
    parameters: learned ? [number('center', center), number('slope', slope)] : [],
    learningRates: {},
    scores: (z, [c, k]) => (c === undefined ? fixedScores(z, center, slope) : learnedScores(z, c, k!)),
    isIncreasing: ([, k]) => k === undefined || k[0]! > 0,
  };
}

function fixedScores(z: tf.Tensor2D, center: number, slope: number): tf.Tensor2D {
  return withGradient<tf.Tensor2D>([z], (save) => {
    save([z]);
    return {
      value: bentLine(z, center, slope - 1),
      gradFunc: (dy, [input]) => [
        () =>
          pipe<tf.Tensor>(
            input!,
            (x) => bend(x, center, slope - 1),
            (x) => tf.add(x, 1),
            (x) => tf.mul(x, dy),
          ),
      ],
    };
  });
}

function learnedScores(z: tf.Tensor2D, center: tf.Tensor, slope: tf.Tensor): tf.Tensor2D {
  return withGradient<tf.Tensor2D>([z, center, slope], (save) => {
    save([z, center, slope]);
    return {
      value: bentLine(z, center, tf.sub(slope, 1)),
      gradFunc: (dy, [input, c, k]) => {
        // By z it is added to dy, and its sum is the gradient by c but for the sign.
        const bent = tf.tidy(() => tf.mul(bend(input!, c!, tf.sub(k!, 1)), dy));
        return [
          () => tf.add(dy, bent),
          () => tf.neg(total(bent)),
          () =>
            tf.neg(
              total(
                pipe<tf.Tensor>(
                  input!,
                  (x) => tf.sub(c!, x),
                  softplus,
                  (x) => tf.mul(x, dy),
                ),
              ),
            ),
        ];
      },
    };
  });
}

/** z - excess softplus(c - z). */
function bentLine(z: tf.Tensor2D, c: tf.Tensor | number, excess: tf.Tensor | number): tf.Tensor2D {
  return pipe<tf.Tensor>(
    z,
    (x) => tf.sub(c, x),
    softplus,
    (x) => tf.mul(x, excess),
    (x) => tf.sub(z, x),
  ) as tf.Tensor2D;
}

/** Its slope beyond 1: excess σ(c - z). */
function bend(z: tf.Tensor, c: tf.Tensor | number, excess: tf.Tensor | number): tf.Tensor {
  return pipe<tf.Tensor>(
    z,
    (x) => tf.sub(c, x),
    tf.sigmoid,
    (x) => tf.mul(x, excess),
  );
}

/** The sum of all entries [1], over the rows first: the rounding error of a float32 sum grows with their number. */
function total(x: tf.Tensor): tf.Tensor {
  return tf.reshape(tf.sum(tf.sum(x, 1)), [1]);
}
