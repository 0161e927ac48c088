import type { ReluSoftmaxHeadOptions } from '../definitions/class-head-config.js';
import { linearClassConfig, linearClassKeys } from '../definitions/linear-class-head.js';
import { HeadLayer, type HeadLayerOptions } from './head-layer.js';

/** Options of {@link reluSoftmaxLayer}. */
export type ReluSoftmaxLayerOptions = HeadLayerOptions<Omit<ReluSoftmaxHeadOptions, 'tiedTo'>>;

/** The tf.layers class of {@link reluSoftmaxLayer}. */
export class ReluSoftmaxLayer extends HeadLayer {
  static readonly className: string = 'ReluSoftmaxLayer';

  constructor(options: ReluSoftmaxLayerOptions) {
    super(options, linearClassKeys('relu-softmax'), (given) =>
      linearClassConfig('reluSoftmaxLayer', 'relu-softmax', given),
    );
  }
}

/**
 * `reluSoftmaxHead` as a tf.layers layer: [batch, E] -> scores [batch, numLabels], whose softmax are the probabilities.
 *
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function reluSoftmaxLayer(options: ReluSoftmaxLayerOptions): ReluSoftmaxLayer {
  return new ReluSoftmaxLayer(options);
}
