import { averagedSigmoidConfig, averagedSigmoidKeys } from '../definitions/averaged-sigmoid.js';
import type { AveragedSigmoidHeadOptions } from '../definitions/head-config.js';
import { HeadLayer, type HeadLayerOptions } from './head-layer.js';

/** Options of {@link averagedSigmoidLayer}. */
export type AveragedSigmoidLayerOptions = HeadLayerOptions<AveragedSigmoidHeadOptions>;

/** The tf.layers class of {@link averagedSigmoidLayer}. */
export class AveragedSigmoidLayer extends HeadLayer {
  static readonly className: string = 'AveragedSigmoidLayer';

  constructor(options: AveragedSigmoidLayerOptions) {
    super(
      options,
      averagedSigmoidKeys,
      (given) => averagedSigmoidConfig('averagedSigmoidLayer', given),
      options.positions,
    );
  }
}

/**
 * `averagedSigmoidHead` as a tf.layers layer: [batch, positions * channels] -> logits [batch, numLabels]. A feature map
 * comes to it through `tf.layers.flatten()`.
 *
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function averagedSigmoidLayer(options: AveragedSigmoidLayerOptions): AveragedSigmoidLayer {
  return new AveragedSigmoidLayer(options);
}
