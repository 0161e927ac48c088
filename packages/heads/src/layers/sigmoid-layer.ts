import { sigmoidConfig } from '../definitions/sigmoid.js';
import type { SigmoidHeadOptions } from '../definitions/sigmoid-head-options.js';
import { HeadLayer, type HeadLayerOptions } from './head-layer.js';

/** Options of {@link sigmoidLayer}. */
export type SigmoidLayerOptions = HeadLayerOptions<SigmoidHeadOptions>;

/** The tf.layers class of {@link sigmoidLayer}. */
export class SigmoidLayer extends HeadLayer {
  static readonly className: string = 'SigmoidLayer';

  constructor(options: SigmoidLayerOptions) {
    super(options, ['numLabels', 'seed'], (given) => sigmoidConfig('sigmoidLayer', given));
  }
}

/**
 * `sigmoidHead` as a tf.layers layer: [batch, E] -> logits [batch, numLabels].
 *
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function sigmoidLayer(options: SigmoidLayerOptions): SigmoidLayer {
  return new SigmoidLayer(options);
}
