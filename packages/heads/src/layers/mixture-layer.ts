import type { MixtureHeadOptions } from '../definitions/class-head-config.js';
import { mixtureConfig, mixtureKeys } from '../definitions/mixture.js';
import { HeadLayer, type HeadLayerOptions } from './head-layer.js';

/** Options of {@link mixtureLayer}. */
export type MixtureLayerOptions = HeadLayerOptions<Omit<MixtureHeadOptions, 'tiedTo'>>;

/** The tf.layers class of {@link mixtureLayer}. */
export class MixtureLayer extends HeadLayer {
  static readonly className: string = 'MixtureLayer';

  constructor(options: MixtureLayerOptions) {
    super(options, mixtureKeys, (given) => mixtureConfig('mixtureLayer', given));
  }
}

/**
 * `mixtureHead` as a tf.layers layer: [batch, E] -> log probabilities [batch, numLabels].
 *
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function mixtureLayer(options: MixtureLayerOptions): MixtureLayer {
  return new MixtureLayer(options);
}
