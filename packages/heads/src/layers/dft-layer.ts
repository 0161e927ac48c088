import { dftConfig } from '../definitions/dft.js';
import type { DftHeadOptions } from '../definitions/head-config.js';
import { HeadLayer, type HeadLayerOptions } from './head-layer.js';

/** Options of {@link dftLayer}. */
export type DftLayerOptions = HeadLayerOptions<DftHeadOptions>;

/** The tf.layers class of {@link dftLayer}. */
export class DftLayer extends HeadLayer {
  static readonly className: string = 'DftLayer';

  constructor(options: DftLayerOptions) {
    super(options, ['numLabels', 'k', 'slackDims', 'seed', 'permutation'], (given) =>
      dftConfig('dftLayer', given),
    );
  }
}

/**
 * `dftHead` as a tf.layers layer: [batch, E] -> logits [batch, numLabels].
 *
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function dftLayer(options: DftLayerOptions): DftLayer {
  return new DftLayer(options);
}
