import { adam } from './adam.js';
import type { Optimizer, OptimizerConfig } from './optimizer.js';
import { sgd } from './sgd.js';

/**
 * Makes the optimiser that a config describes.
 *
 * @throws TypeError when the kind is unknown, or when a group was matched by a function, which no config can hold
 */
export function optimizerFromConfig(config: OptimizerConfig): Optimizer {
  if (config.groups?.some((group) => group.match === '(function)')) {
    throw new TypeError(
      'optimizerFromConfig: a group was matched by a function; give it a name prefix instead',
    );
  }
  switch (config.kind) {
    case 'adam':
      return adam(config);
    case 'sgd':
      return sgd(config);
    default:
      throw new TypeError(
        `optimizerFromConfig: kind must be adam or sgd, got ${String((config as { kind?: unknown }).kind)}`,
      );
  }
}
