import type { ClassHead } from '../class-head.js';
import type { ClassHeadOptions } from '../definitions/class-head-config.js';
import { defineLinearClassHead, linearClassConfig } from '../definitions/linear-class-head.js';
import { createHead } from './create-head.js';

/**
 * A softmax output layer: one of n classes is right.
 *
 *     z = W h + b        log P = z - log Σ_j exp(z_j)        W [n, E], b [n]
 *
 * Initial values: W ~ U(-1/√E, 1/√E), b = 0. Trained numbers: E n + n. Parameters: `weights`, `bias`.
 *
 * With E < n - 1 some classes may be out of reach: no h makes them the best. `bias: 'preventing'` and `rows: 'unit'`
 * rule that out. Source: Grivas, Bogoychev, Lopez, ACL 2022.
 *
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function softmaxHead(options: ClassHeadOptions): ClassHead {
  const definition = defineLinearClassHead(linearClassConfig('softmaxHead', 'softmax', options));
  return createHead(definition, { tiedTo: options.tiedTo }) as ClassHead;
}
