import type { ClassHeadOptions } from '../definitions/class-head-config.js';
import { linearClassConfig, linearClassKeys } from '../definitions/linear-class-head.js';
import { HeadLayer, type HeadLayerOptions } from './head-layer.js';

/** Options of {@link softmaxLayer}. */
export type SoftmaxLayerOptions = HeadLayerOptions<Omit<ClassHeadOptions, 'tiedTo'>>;

/** The tf.layers class of {@link softmaxLayer}. */
export class SoftmaxLayer extends HeadLayer {
  static readonly className: string = 'SoftmaxLayer';

  constructor(options: SoftmaxLayerOptions) {
    super(options, linearClassKeys('softmax'), (given) =>
      linearClassConfig('softmaxLayer', 'softmax', given),
    );
  }
}

/**
 * `softmaxHead` as a tf.layers layer: [batch, E] -> scores [batch, numLabels], whose softmax are the probabilities.
 *
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function softmaxLayer(options: SoftmaxLayerOptions): SoftmaxLayer {
  return new SoftmaxLayer(options);
}
