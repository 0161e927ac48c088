import type { ClassHead } from '../class-head.js';
import type { ReluSoftmaxHeadOptions } from '../definitions/class-head-config.js';
import { defineLinearClassHead, linearClassConfig } from '../definitions/linear-class-head.js';
import { createHead } from './create-head.js';

/**
 * P proportional to ReLU(z) + ε.
 *
 *     z = W h + b        s = log(max(z, 0) + ε)        P = softmax(s)
 *
 * The order of the scores is that of z only where z > 0: all classes with z <= 0 tie, and have no gradient. Initial
 * values and parameters as for `softmaxHead`.
 *
 * Source: compared in Kanai et al., "Sigsoftmax: Reanalysis of the Softmax Bottleneck", NeurIPS 2018.
 *
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function reluSoftmaxHead(options: ReluSoftmaxHeadOptions): ClassHead {
  const definition = defineLinearClassHead(linearClassConfig('reluSoftmaxHead', 'relu-softmax', options));
  return createHead(definition, { tiedTo: options.tiedTo }) as ClassHead;
}
