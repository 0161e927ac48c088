import type { VandermondeHeadOptions } from '../definitions/head-config.js';
import { vandermondeConfig } from '../definitions/vandermonde.js';
import { HeadLayer, type HeadLayerOptions } from './head-layer.js';

/** Options of {@link vandermondeLayer}. */
export type VandermondeLayerOptions = HeadLayerOptions<VandermondeHeadOptions>;

/** The tf.layers class of {@link vandermondeLayer}. */
export class VandermondeLayer extends HeadLayer {
  static readonly className: string = 'VandermondeLayer';

  constructor(options: VandermondeLayerOptions) {
    super(options, ['numLabels', 'k', 'dim', 'slackDims', 'seed'], (given) =>
      vandermondeConfig('vandermondeLayer', given),
    );
  }
}

/**
 * `vandermondeHead` as a tf.layers layer: [batch, E] -> logits [batch, numLabels].
 *
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function vandermondeLayer(options: VandermondeLayerOptions): VandermondeLayer {
  return new VandermondeLayer(options);
}
