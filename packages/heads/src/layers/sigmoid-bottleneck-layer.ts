import type { SigmoidBottleneckHeadOptions } from '../definitions/head-config.js';
import { sigmoidBottleneckConfig } from '../definitions/sigmoid-bottleneck.js';
import { HeadLayer, type HeadLayerOptions } from './head-layer.js';

/** Options of {@link sigmoidBottleneckLayer}. */
export type SigmoidBottleneckLayerOptions = HeadLayerOptions<SigmoidBottleneckHeadOptions>;

/** The tf.layers class of {@link sigmoidBottleneckLayer}. */
export class SigmoidBottleneckLayer extends HeadLayer {
  static readonly className: string = 'SigmoidBottleneckLayer';

  constructor(options: SigmoidBottleneckLayerOptions) {
    super(options, ['numLabels', 'dim', 'seed'], (given) =>
      sigmoidBottleneckConfig('sigmoidBottleneckLayer', given),
    );
  }
}

/**
 * `sigmoidBottleneckHead` as a tf.layers layer: [batch, E] -> logits [batch, numLabels].
 *
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function sigmoidBottleneckLayer(options: SigmoidBottleneckLayerOptions): SigmoidBottleneckLayer {
  return new SigmoidBottleneckLayer(options);
}
