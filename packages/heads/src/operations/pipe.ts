import type * as tf from '@tensorflow/tfjs-core';

/**
 * Applies functions one after the other and frees each result as soon as the next is there; `x` itself is kept. A
 * [batch, n] temporary is large: a tidy alone would hold all of them until its end.
 */
export function pipe<T extends tf.Tensor>(x: T, ...steps: readonly ((x: T) => T)[]): T {
  let current = x;
  for (const step of steps) {
    const next = step(current);
    if (current !== x) current.dispose();
    current = next;
  }
  return current;
}
