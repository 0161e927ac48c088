import { defineSigmoid, sigmoidConfig } from '../definitions/sigmoid.js';
import type { SigmoidHeadOptions } from '../definitions/sigmoid-head-options.js';
import type { Head } from '../head.js';
import { createHead } from './create-head.js';

/**
 * A full-rank sigmoid output layer: one independent linear classifier per label.
 *
 *     z = W h + b        W [n, E], b [n]
 *
 * Initial values: W ~ U(-1/√E, 1/√E), b = 0. Trained numbers: E n + n. Parameters: `weights`, `bias`.
 *
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function sigmoidHead(options: SigmoidHeadOptions): Head {
  return createHead(defineSigmoid(sigmoidConfig('sigmoidHead', options)));
}
