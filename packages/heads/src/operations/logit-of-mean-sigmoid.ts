import * as tf from '@tensorflow/tfjs-core';
import { withGradient } from './with-gradient.js';

/**
 * From where on σ(x) is eˣ to float32, for x <= -turn: σ(x) = eˣ (1 - eˣ + …), and e^-20 is 2e-9.
 */
const turn = 20;

/**
 * The logit of the mean of P probabilities that come as logits, one mean per row:
 *
 *     L = log p - log(1 - p)        p = (1/P) Σ_i σ(z_i)
 *       = log Σ_i σ(z_i) - log Σ_i σ(-z_i)        ∂L/∂z_i = σ(z_i) σ(-z_i) (1/Σ σ(z) + 1/Σ σ(-z))
 *
 * All σ(z_i) of a row may underflow (z = -1e3). Where the largest is below -20, eˢ is taken out of the sum, with s such
 * that the largest becomes -20: there σ is an exponential, so σ(z) = eˢ σ(z - s) to float32. The same for the other sum.
 * So no exponential of a large table is needed, which on the wasm backend takes several times as long as σ.
 *
 * @param z [rows, P], label and example together in a row
 * @returns [rows, 1]
 */
export function logitOfMeanSigmoid(z: tf.Tensor2D): tf.Tensor2D {
  return withGradient<tf.Tensor2D>([z], (save) => {
    // σ(z) = eˢ u with u = σ(z - s), σ(-z) = eᵗ v with v = σ(-z - t); s, t <= 0.
    const s = tf.minimum(tf.add(tf.max(z, 1, true), turn), 0);
    const t = tf.minimum(tf.sub(turn, tf.min(z, 1, true)), 0);
    const u = sigmoidOf(tf.sub(z, s));
    const v = sigmoidOf(tf.sub(tf.neg(t), z));
    const sumU = tf.sum(u, 1, true);
    const sumV = tf.sum(v, 1, true);
    const value = tf.add<tf.Tensor2D>(tf.sub(s, t), tf.sub(tf.log(sumU), tf.log(sumV)));
    const slopes = tf.mul(u, v);
    tf.dispose([u, v]);
    const factors = tf.add(tf.div(tf.exp(t), sumU), tf.div(tf.exp(s), sumV));
    save([slopes, factors]);
    return {
      value,
      gradFunc: (dy, [each, all]) => [() => tf.tidy(() => tf.mul(each!, tf.mul(dy, all!)))],
    };
  });
}

/** σ(x), after which x is freed: a table of all labels at all positions is large. */
function sigmoidOf(x: tf.Tensor): tf.Tensor {
  const result = tf.sigmoid(x);
  x.dispose();
  return result;
}
