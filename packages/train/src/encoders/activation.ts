import { elu, relu, sigmoid, type Tensor, tanh } from '@tensorflow/tfjs-core';
import type { ActivationName } from './encoder.js';

/** Every activation by its name, entry by entry. */
export const activations: Readonly<Record<ActivationName, <T extends Tensor>(x: T) => T>> = {
  relu: (x) => relu(x),
  tanh: (x) => tanh(x),
  sigmoid: (x) => sigmoid(x),
  elu: (x) => elu(x),
  linear: (x) => x,
};

/** @throws RangeError listing the activations that exist */
export function checkActivation(caller: string, name: string): ActivationName {
  if (!Object.hasOwn(activations, name)) {
    throw new RangeError(
      `${caller}: activation must be one of ${Object.keys(activations).join(', ')}, got "${name}"`,
    );
  }
  return name as ActivationName;
}
