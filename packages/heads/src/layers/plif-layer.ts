import type { PlifHeadOptions } from '../definitions/class-head-config.js';
import { linearClassConfig, linearClassKeys } from '../definitions/linear-class-head.js';
import { HeadLayer, type HeadLayerOptions } from './head-layer.js';

/** Options of {@link plifLayer}. */
export type PlifLayerOptions = HeadLayerOptions<Omit<PlifHeadOptions, 'tiedTo'>>;

/** The tf.layers class of {@link plifLayer}. */
export class PlifLayer extends HeadLayer {
  static readonly className: string = 'PlifLayer';

  constructor(options: PlifLayerOptions) {
    super(options, linearClassKeys('plif'), (given) => linearClassConfig('plifLayer', 'plif', given));
  }
}

/**
 * `plifHead` as a tf.layers layer: [batch, E] -> scores [batch, numLabels], whose softmax are the probabilities.
 *
 * tf.layers has one learning rate for a model: `learningRate` is kept in the config, and not used here.
 *
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function plifLayer(options: PlifLayerOptions): PlifLayer {
  return new PlifLayer(options);
}
