import * as tf from '@tensorflow/tfjs-core';
import { pipe } from './pipe.js';

/**
 * softplus(x) - y x = log(1 + eˣ) - y x, entry by entry: exact to float32 for every x, and for y = 1 free of the
 * cancellation between softplus(x) and x.
 *
 *     (relu(x) - y x) - log(1 - s)        s = σ(-|x|)
 *
 * The softplus kernel of the wasm backend is exact as well, but takes about twice as long, because exp is not
 * vectorised there and σ is; its log1p kernel is fast, but wrong for small arguments (0 below 6e-8).
 *
 * @param y a tensor of the shape of x, or one number for all entries; 0 gives softplus itself
 */
export function softplusMinus(x: tf.Tensor, y: tf.Tensor | number): tf.Tensor {
  const s = pipe(x, tf.abs, tf.neg, tf.sigmoid);
  const tail = logOneMinus(s);
  s.dispose();
  const hinge = y === 0 ? tf.relu(x) : hingeMinus(x, y);
  const result = tf.sub(hinge, tail);
  hinge.dispose();
  tail.dispose();
  return result;
}

/** softplus(x) = log(1 + eˣ). */
export function softplus(x: tf.Tensor): tf.Tensor {
  return softplusMinus(x, 0);
}

/**
 * log(1 - s) for s in [0, 1/2]: with u = 1 - s rounded, log(u) + ((1 - u) - s). What the rounding of u took from s is
 * put back to first order; 1 - u is exact.
 */
function logOneMinus(s: tf.Tensor): tf.Tensor {
  const u = tf.sub(1, s);
  const log = tf.log(u);
  const lost = pipe(
    u,
    (x) => tf.sub(1, x),
    (x) => tf.sub(x, s),
  );
  const result = tf.add(log, lost);
  for (const x of [u, log, lost]) x.dispose();
  return result;
}

function hingeMinus(x: tf.Tensor, y: tf.Tensor | number): tf.Tensor {
  const hinge = tf.relu(x);
  const linear = tf.mul(x, y);
  const result = tf.sub(hinge, linear);
  hinge.dispose();
  linear.dispose();
  return result;
}
