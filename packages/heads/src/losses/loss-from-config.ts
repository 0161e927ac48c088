import { InputError } from '@sbn/core';
import { describeKind } from '../checks/describe-kind.js';
import { adaptiveCrossEntropy } from './adaptive-cross-entropy.js';
import { asymmetricLoss } from './asymmetric-loss.js';
import { entropicOpenSet } from './entropic-open-set.js';
import { focalLoss } from './focal-loss.js';
import type { Loss } from './loss.js';
import type { LossConfig } from './loss-config.js';
import { sigmoidCrossEntropy } from './sigmoid-cross-entropy.js';
import { softmaxCrossEntropy } from './softmax-cross-entropy.js';

/**
 * Makes the loss that a config describes: the inverse of `loss.toConfig()`.
 *
 * @throws InputError `unknown-loss-kind`; TypeError, RangeError when an option is wrong
 */
export function lossFromConfig(config: LossConfig): Loss {
  if (typeof config !== 'object' || config === null || !('kind' in config)) {
    throw new TypeError(`lossFromConfig: expected a loss's config { kind, … }, got ${describeKind(config)}`);
  }
  switch (config.kind) {
    case 'sigmoid-cross-entropy': {
      const { kind: _, ...options } = config;
      return sigmoidCrossEntropy(options);
    }
    case 'focal': {
      const { kind: _, ...options } = config;
      return focalLoss(options);
    }
    case 'asymmetric': {
      const { kind: _, ...options } = config;
      return asymmetricLoss(options);
    }
    case 'adaptive-cross-entropy': {
      const { kind: _, ...options } = config;
      return adaptiveCrossEntropy(options);
    }
    case 'softmax-cross-entropy': {
      const { kind: _, ...options } = config;
      return softmaxCrossEntropy(options);
    }
    case 'entropic-open-set': {
      const { kind: _, ...options } = config;
      return entropicOpenSet(options);
    }
    default:
      throw new InputError(
        `lossFromConfig: unknown kind of loss ${JSON.stringify((config as { kind: unknown }).kind)}.`,
        {
          code: 'unknown-loss-kind',
          hint:
            'Known kinds: sigmoid-cross-entropy, focal, asymmetric, adaptive-cross-entropy, softmax-cross-entropy, ' +
            'entropic-open-set.',
        },
      );
  }
}
