import * as tf from '@tensorflow/tfjs-core';
import { product } from '../kernels/product-kernel.js';
import { withGradient } from '../operations/with-gradient.js';
import type { FixedFactor } from './fixed-factor.js';

/** The two parts of the label weights; at least one is there. */
export interface LabelMatrices {
  /** F [n, m]: a constant, no gradient is formed for it. */
  readonly fixed?: FixedFactor | undefined;
  /** V [n, s], trained. */
  readonly learned?: tf.Tensor2D | undefined;
}

/**
 * z = [F | V] c, one column per example, without joining F and V.
 *
 *     dc = [Fᵀ dz ; Vᵀ dz]        dV = dz c₂ᵀ        (c₂: the last s rows of c)
 *
 * How the products are laid out decides the time of a step on the wasm backend as it is (without `productKernel`):
 * there a transpose flag costs ten times the product, and the right operand is packed once per tensor (and that packing
 * is reused even if the tensor is later written in place, which would make the product silently wrong):
 * - logits are label-major, so V is the left operand, which is never packed, and c, the small one, the right;
 * - dV = dz c₂ᵀ has the big dz on the left as well;
 * - Vᵀ dz copies V into its transpose: from 15% faster to twice as fast as packing V as a right operand while the
 *   batch is smaller than s, up to 40% slower where it is larger, and right even for weights updated in place.
 *
 * @param coefficients c [m + s, batch]
 * @returns z [n, batch]
 */
export function labelProduct(coefficients: tf.Tensor2D, { fixed, learned }: LabelMatrices): tf.Tensor2D {
  const numFixed = fixed?.numColumns ?? 0;
  const inputs = learned === undefined ? [coefficients] : [coefficients, learned];
  return withGradient<tf.Tensor2D>(inputs, (save) => {
    if (learned === undefined) {
      return {
        value: fixed!.times(coefficients),
        gradFunc: (dy) => [() => fixed!.transposedTimes(dy)],
      };
    }
    const slack = fixed === undefined ? coefficients : tf.slice(coefficients, [numFixed, 0]);
    save([slack, learned]);
    const learnedPart = product(learned, slack);
    const gradFunc = (dy: tf.Tensor2D, saved: tf.Tensor[]): (() => tf.Tensor)[] => {
      const [c, v] = saved as [tf.Tensor2D, tf.Tensor2D];
      const dSlack = (): tf.Tensor2D => product(v, dy, { transposeA: true });
      return [
        fixed === undefined ? dSlack : () => tf.concat([fixed.transposedTimes(dy), dSlack()], 0),
        () => product(dy, c, { transposeB: true }),
      ];
    };
    if (fixed === undefined) return { value: learnedPart, gradFunc };
    const value = fixed.times(coefficients, learnedPart);
    learnedPart.dispose();
    return { value, gradFunc };
  });
}
