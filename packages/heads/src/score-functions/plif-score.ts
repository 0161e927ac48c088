import { createRandom } from '@sbn/core';
import * as tf from '@tensorflow/tfjs-core';
import { pipe } from '../operations/pipe.js';
import { withGradient } from '../operations/with-gradient.js';
import { type PlifTables, plifTables } from './plif-tables.js';
import { runningSum } from './running-sum.js';
import type { ScoreFunction } from './score-function.js';
import type { PlifScoreConfig } from './score-function-config.js';
import { slopeRules } from './slopes.js';

/**
 * s = f(z) with f piecewise linear and increasing: knots t_0 .. t_{m-1} equally spaced on [lo, hi], one slope between
 * neighbouring knots and one on each side beyond, all of them learned. f(a) = a at the anchor a, which is 0 if it lies in
 * the interval, else the nearer end.
 *
 * Interval i (0 below t_0, m above t_{m-1}) is found from z by arithmetic. Within it f is the line
 * intercept_i + slope_i z, and two numbers are read per entry, whatever m is. With ds the gradient of the scores, H_i =
 * Σ ds over the entries in interval i, and overlap the signed length of an interval between the anchor and z:
 *
 *     ds/dz = slope_i        d slope_i = Σ ds overlap_i = Σ_{in i} ds (z - t_{i-1}) - length_i Σ_{j <= i} H_j + right_i Σ_j H_j
 *
 * where length_i is the length of interval i and right_i its part to the right of the anchor (both 0 for the outer two):
 * two histograms and a running sum, O(entries + m). Of a softmax Σ_j H_j is 0: its scores may all be shifted.
 *
 * Initial numbers: w ~ N(w₁, 1) with slope(w₁) = 1.
 *
 * Source: Ganea, Gelly, Bécigneul, Severyn, "Breaking the Softmax Bottleneck via Learnable Monotonic Pointwise
 * Non-linearities", ICML 2019 (LMS-PLIF); initial numbers and learning rate: Parthiban, Mao, Inkpen, AAAI 2021, supplement.
 */
export function plifScore(config: PlifScoreConfig, seed: number): ScoreFunction {
  const { numKnots, learningRate } = config;
  const rule = slopeRules[config.parametrization];
  let tables: PlifTables | undefined;
  return {
    config,
    parameters: [
      {
        name: 'slopes',
        shape: [numKnots + 1],
        initialValues: () => {
          const random = createRandom([seed, 'slopes']);
          const values = new Float32Array(numKnots + 1);
          for (let i = 0; i < values.length; i++) values[i] = rule.atOne + random.normal();
          return values;
        },
      },
    ],
    learningRates: { slopes: learningRate },
    scores: (z, [w]) => {
      tables ??= plifTables(config);
      return plifScores(z, w as tf.Tensor1D, config, tables);
    },
    // Slopes of 0, which rounding may give, are flat: f is increasing in the weak sense.
    isIncreasing: () => true,
  };
}

function plifScores(
  z: tf.Tensor2D,
  w: tf.Tensor1D,
  config: PlifScoreConfig,
  tables: PlifTables,
): tf.Tensor2D {
  const { slopes: slopesOf, derivative } = slopeRules[config.parametrization];
  return withGradient<tf.Tensor2D>([z, w], (save) => {
    save([z, w]);
    const slopes = slopesOf(w) as tf.Tensor1D;
    const value = tf.tidy(() => {
      const at = intervalsOf(z, config);
      const steep = pipe(tf.gather<tf.Tensor>(slopes, at), (slope) => tf.mul<tf.Tensor>(slope, z));
      return tf.add<tf.Tensor2D>(steep, tf.gather<tf.Tensor>(intercepts(slopes, tables), at));
    });
    return {
      value,
      gradFunc: (ds, [input, raw]) => {
        const logits = input as tf.Tensor2D;
        const at = intervalsOf(logits, config);
        return [
          () => {
            const slope = pipe(raw!, slopesOf, (x) => tf.gather(x, at));
            return pipe(slope, (x) => tf.mul(x, ds));
          },
          () => tf.mul(slopeGradient(logits, ds, at, tables), derivative(raw!)),
        ];
      },
    };
  });
}

/** The interval of each entry, int32 of the shape of z, in [0, m]. */
function intervalsOf(z: tf.Tensor2D, { numKnots, interval: [lo, hi] }: PlifScoreConfig): tf.Tensor2D {
  const density = (numKnots - 1) / (hi - lo);
  return pipe<tf.Tensor>(
    z,
    (x) => tf.sub(x, lo),
    (x) => tf.mul(x, density),
    (x) => tf.add(x, 1),
    (x) => tf.clipByValue(x, 0, numKnots),
    (x) => tf.cast(x, 'int32'),
  ) as tf.Tensor2D;
}

/** The lines of all intervals at z = 0 [m + 1]. */
function intercepts(slopes: tf.Tensor1D, tables: PlifTables): tf.Tensor1D {
  const { anchor, anchorInterval, toAnchor, lengths, leftKnots } = tables;
  return tf.tidy(() => {
    const rises = tf.mul<tf.Tensor1D>(slopes, tf.tensor1d(lengths));
    // How far f has risen from t_0 to the left knot of each interval, and from there to the anchor in its interval.
    const climbs = tf.sub<tf.Tensor1D>(runningSum(rises), rises);
    const lastClimb = tf.mul(tf.slice(slopes, anchorInterval, 1), toAnchor);
    const shift = tf.sub(anchor, lastClimb);
    const heights = tf.add(tf.sub(climbs, tf.slice(climbs, anchorInterval, 1)), shift);
    return tf.sub<tf.Tensor1D>(heights, tf.mul(slopes, tf.tensor1d(leftKnots)));
  });
}

/** The gradient by the slopes [m + 1]. */
function slopeGradient(
  z: tf.Tensor2D,
  ds: tf.Tensor2D,
  at: tf.Tensor2D,
  { right, lengths, leftKnots }: PlifTables,
): tf.Tensor1D {
  return tf.tidy(() => {
    const indices = tf.reshape<tf.Rank.R2>(at, [z.size, 1]);
    const histogram = (values: tf.Tensor): tf.Tensor1D =>
      tf.scatterND(indices, tf.reshape(values, [z.size]), [lengths.length]) as tf.Tensor1D;
    const sums = histogram(ds);
    const within = tf.sub(histogram(tf.mul(ds, z)), tf.mul(sums, tf.tensor1d(leftKnots)));
    const upTo = runningSum(sums);
    const all = tf.slice(upTo, lengths.length - 1, 1);
    return tf.add<tf.Tensor1D>(
      tf.sub(within, tf.mul(upTo, tf.tensor1d(lengths))),
      tf.mul(all, tf.tensor1d(right)),
    );
  });
}
