import type { ClassHeadOptions } from '../definitions/class-head-config.js';
import { linearClassConfig, linearClassKeys } from '../definitions/linear-class-head.js';
import { HeadLayer, type HeadLayerOptions } from './head-layer.js';

/** Options of {@link sigmoidSoftmaxLayer}. */
export type SigmoidSoftmaxLayerOptions = HeadLayerOptions<Omit<ClassHeadOptions, 'tiedTo'>>;

/** The tf.layers class of {@link sigmoidSoftmaxLayer}. */
export class SigmoidSoftmaxLayer extends HeadLayer {
  static readonly className: string = 'SigmoidSoftmaxLayer';

  constructor(options: SigmoidSoftmaxLayerOptions) {
    super(options, linearClassKeys('sigmoid-softmax'), (given) =>
      linearClassConfig('sigmoidSoftmaxLayer', 'sigmoid-softmax', given),
    );
  }
}

/**
 * `sigmoidSoftmaxHead` as a tf.layers layer: [batch, E] -> scores [batch, numLabels], whose softmax are the probabilities.
 *
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function sigmoidSoftmaxLayer(options: SigmoidSoftmaxLayerOptions): SigmoidSoftmaxLayer {
  return new SigmoidSoftmaxLayer(options);
}
