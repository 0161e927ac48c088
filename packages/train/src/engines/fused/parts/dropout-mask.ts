import type { KernelMemory } from '@sbn/kernels/training';
import { dropoutKey } from '../../../encoders/dropout-mask.js';

/** A Dropout struct: which entries of one layer's output are dropped in a step. */
export interface DropoutMask {
  /** Address of the struct. */
  readonly at: number;
  /** Draws the mask of a step; nothing is dropped where it is undefined. */
  draw(step: number | undefined): void;
}

/**
 * Allocates the mask of a layer.
 *
 * @param options.layer the number that its draws follow; undefined for a layer that never drops anything
 */
export function allocateDropoutMask(
  memory: KernelMemory,
  options: { readonly rate: number; readonly seed: number; readonly layer: number | undefined },
): DropoutMask {
  const { rate, seed, layer } = options;
  const at = memory.allocateStruct('Dropout');
  return {
    at,
    draw: (step) => {
      if (step === undefined || layer === undefined || rate === 0) {
        memory.writeStruct('Dropout', at, { isOn: 0 });
        return;
      }
      memory.writeStruct('Dropout', at, {
        isOn: 1,
        key: dropoutKey({ seed, layer, step }),
        threshold: Math.min(Math.ceil(rate * 2 ** 32), 2 ** 32 - 1),
        keep: 1 / (1 - rate),
      });
    },
  };
}
