import type { SigmoidBottleneckHeadOptions } from '../definitions/head-config.js';
import { defineSigmoidBottleneck, sigmoidBottleneckConfig } from '../definitions/sigmoid-bottleneck.js';
import type { Head } from '../head.js';
import { createHead } from './create-head.js';

/**
 * The bottlenecked sigmoid layer (BSL): two linear maps with nothing between them.
 *
 *     z = V (A h + a)        A [d, E], a [d], V [n, d]
 *
 * With d < n - 1 some label sets cannot be output by any input. Initial values: A ~ U(-1/√E, 1/√E), a = 0,
 * V ~ U(-1/√d, 1/√d). Trained numbers: E d + d + d n. Parameters: `inputWeights`, `inputBias`, `labelWeights`.
 *
 * Source: Grivas, Vergari, Lopez, "Taming the Sigmoid Bottleneck", AAAI 2024.
 *
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function sigmoidBottleneckHead(options: SigmoidBottleneckHeadOptions): Head {
  return createHead(defineSigmoidBottleneck(sigmoidBottleneckConfig('sigmoidBottleneckHead', options)));
}
