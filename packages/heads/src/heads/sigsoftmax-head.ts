import type { ClassHead } from '../class-head.js';
import type { SigsoftmaxHeadOptions } from '../definitions/class-head-config.js';
import { defineLinearClassHead, linearClassConfig } from '../definitions/linear-class-head.js';
import { createHead } from './create-head.js';

/**
 * Sigsoftmax: P is proportional to exp(z) σ(z), which is not log-linear in z, so that the rank of log P over many h may
 * exceed that of the layer. With center c and slope k:
 *
 *     z = W h + b        s = k (z-c) + c - (k-1) softplus(z-c)        P = softmax(s)
 *
 * k = 2, c = 0 is sigsoftmax, k = 1 softmax. Initial values and parameters as for `softmaxHead`, and with `learned` also
 * `center` and `slope`, of one number each.
 *
 * Sources: Kanai, Fujiwara, Yamanaka, Adachi, "Sigsoftmax: Reanalysis of the Softmax Bottleneck", NeurIPS 2018; c and k:
 * Parthiban, Mao, Inkpen, "On the Softmax Bottleneck of Recurrent Language Models", AAAI 2021.
 *
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function sigsoftmaxHead(options: SigsoftmaxHeadOptions): ClassHead {
  const definition = defineLinearClassHead(linearClassConfig('sigsoftmaxHead', 'sigsoftmax', options));
  return createHead(definition, { tiedTo: options.tiedTo }) as ClassHead;
}
