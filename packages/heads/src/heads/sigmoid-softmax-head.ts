import type { ClassHead } from '../class-head.js';
import type { ClassHeadOptions } from '../definitions/class-head-config.js';
import { defineLinearClassHead, linearClassConfig } from '../definitions/linear-class-head.js';
import { createHead } from './create-head.js';

/**
 * P proportional to σ(z).
 *
 *     z = W h + b        s = log σ(z)        P = softmax(s)
 *
 * A class is never more than 1/σ(z_j) times as probable as class j: to be sure of one, all others must be far below 0.
 * Initial values and parameters as for `softmaxHead`.
 *
 * Source: compared in Kanai et al., "Sigsoftmax: Reanalysis of the Softmax Bottleneck", NeurIPS 2018.
 *
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function sigmoidSoftmaxHead(options: ClassHeadOptions): ClassHead {
  const definition = defineLinearClassHead(
    linearClassConfig('sigmoidSoftmaxHead', 'sigmoid-softmax', options),
  );
  return createHead(definition, { tiedTo: options.tiedTo }) as ClassHead;
}
