import {
  backend,
  type DataId,
  getBackend,
  getKernel,
  type NamedAttrMap,
  type Tensor,
} from '@tensorflow/tfjs-core';

/**
 * A kernel that a backend may have: one update of Adam, written in place. Whoever sets a backend up may register it
 * (`registerKernel` of TensorFlow.js); without it the update is put together from the operations that every backend
 * has, with the same result to rounding.
 *
 * Inputs: `value`, `m`, `v`, which change, and `gradient`, float32 of one shape. Attributes: {@link AdamAttributes}.
 * No output.
 */
export const adamKernel = 'SbnAdam';

/** Update number t: m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; w ← keep·w − rate·m / (√(v·secondScale) + ε), g scaled. */
export interface AdamAttributes {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** α/(1−β₁ᵗ). */
  readonly rate: number;
  /** 1/(1−β₂ᵗ). */
  readonly secondScale: number;
  /** 1 − αλ. */
  readonly keep: number;
  /** Multiplies the gradient (clipping). */
  readonly gradientScale: number;
}

/**
 * Updates in place where the current backend can, and where nobody else holds the same memory: a tensor that was
 * cloned before must keep its numbers.
 *
 * @returns whether it was done
 */
export function updateInPlace(
  tensors: { readonly value: Tensor; readonly m: Tensor; readonly v: Tensor; readonly gradient: Tensor },
  attributes: AdamAttributes,
): boolean {
  const kernel = getKernel(adamKernel, getBackend());
  if (kernel === undefined) return false;
  const current = backend() as unknown as { refCount(dataId: DataId): number };
  const { value, m, v } = tensors;
  if ([value, m, v].some(({ dataId }) => current.refCount(dataId) > 1)) return false;
  kernel.kernelFunc({
    inputs: { ...tensors },
    attrs: attributes as unknown as NamedAttrMap,
    backend: current,
  });
  return true;
}
