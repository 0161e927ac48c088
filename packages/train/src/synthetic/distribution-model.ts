import type { Head } from '@sbn/heads';
import { bagEncoder } from '../encoders/bag-encoder.js';
import { createModel, type Model } from '../model/model.js';

/**
 * The model of a conditional distribution: every context has a learned vector of `head.inDim` numbers, which the head
 * reads. The model owns the head.
 *
 * @param options.seed of the vectors' initial values
 * @throws RangeError when an option is out of range
 */
export function distributionModel(options: {
  readonly numContexts: number;
  readonly head: Head;
  readonly seed: number;
}): Model {
  const { numContexts, head, seed } = options;
  return createModel({
    encoder: bagEncoder({ numFeatures: numContexts, dim: head.inDim, reduce: 'sum', seed }),
    head,
  });
}
