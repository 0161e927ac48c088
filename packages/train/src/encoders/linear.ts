import {
  add,
  customGrad,
  matMul,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';

/**
 * y = x Wᵀ + b, with weights [out, in].
 *
 * The product is computed as (W xᵀ)ᵀ with explicit transposes, and so are its two gradients: the wasm backend packs
 * the right operand of every product, which is the small batch here and not the large weights, and is ten times
 * slower when a transpose is asked of matMul itself.
 *
 * @param x [batch, in]
 * @param weights [out, in]
 * @param bias [out]
 * @returns [batch, out]
 */
export function linear(x: Tensor2D, weights: Tensor2D, bias: Tensor1D): Tensor2D {
  const product = customGrad((left, right, save) => {
    const input = left as Tensor2D;
    const kernel = right as Tensor2D;
    const saved = save as (tensors: Tensor[]) => void;
    saved([input, kernel]);
    return {
      value: transpose<Tensor2D>(matMul<Tensor2D>(kernel, transpose<Tensor2D>(input))),
      gradFunc: (dy: Tensor, tensors: Tensor[]) =>
        tidy(() => {
          const [xs, ws] = tensors as [Tensor2D, Tensor2D];
          const upstream = dy as Tensor2D;
          return [matMul(upstream, ws), matMul<Tensor2D>(transpose<Tensor2D>(upstream), xs)];
        }),
    };
  })(x, weights) as Tensor2D;
  return add(product, bias);
}
