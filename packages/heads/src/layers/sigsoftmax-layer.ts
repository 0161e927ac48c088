import type { SigsoftmaxHeadOptions } from '../definitions/class-head-config.js';
import { linearClassConfig, linearClassKeys } from '../definitions/linear-class-head.js';
import { HeadLayer, type HeadLayerOptions } from './head-layer.js';

/** Options of {@link sigsoftmaxLayer}. */
export type SigsoftmaxLayerOptions = HeadLayerOptions<Omit<SigsoftmaxHeadOptions, 'tiedTo'>>;

/** The tf.layers class of {@link sigsoftmaxLayer}. */
export class SigsoftmaxLayer extends HeadLayer {
  static readonly className: string = 'SigsoftmaxLayer';

  constructor(options: SigsoftmaxLayerOptions) {
    super(options, linearClassKeys('sigsoftmax'), (given) =>
      linearClassConfig('sigsoftmaxLayer', 'sigsoftmax', given),
    );
  }
}

/**
 * `sigsoftmaxHead` as a tf.layers layer: [batch, E] -> scores [batch, numLabels], whose softmax are the probabilities.
 *
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function sigsoftmaxLayer(options: SigsoftmaxLayerOptions): SigsoftmaxLayer {
  return new SigsoftmaxLayer(options);
}
