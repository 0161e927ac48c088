import type { ClassHead } from '../class-head.js';
import type { PlifHeadOptions } from '../definitions/class-head-config.js';
import { defineLinearClassHead, linearClassConfig } from '../definitions/linear-class-head.js';
import type { Head } from '../head.js';
import { createHead } from './create-head.js';

/**
 * A learned increasing piecewise linear function f behind the linear layer (PLIF), one for all classes.
 *
 *     z = W h + b        s = f(z)        P = softmax(s)        or, with output 'labels', P_j = σ(s_j)
 *
 * f has m knots, equally spaced on an interval, and m + 1 slopes: between neighbouring knots, and beyond the outer ones.
 * Slopes are log(1 + eʷ) of trained numbers w (or eʷ, or w²). f(0) = 0 where 0 lies in the interval; else f keeps the end
 * nearer to 0 in its place. The time of a step does not depend on m beyond one pass over the slopes.
 *
 * Initial values: w ~ N(0, 1) around the number whose slope is 1, the rest as for `softmaxHead`. Parameters: `weights`,
 * `bias`, `slopes`; `learningRates` names a rate for the slopes.
 *
 * Sources: Ganea, Gelly, Bécigneul, Severyn, "Breaking the Softmax Bottleneck via Learnable Monotonic Pointwise
 * Non-linearities", ICML 2019 (LMS-PLIF); the learning rate: Parthiban, Mao, Inkpen, AAAI 2021, supplement.
 *
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function plifHead(options: PlifHeadOptions & { readonly output: 'labels' }): Head;
export function plifHead(options: PlifHeadOptions & { readonly output?: 'classes' | undefined }): ClassHead;
export function plifHead(options: PlifHeadOptions): Head;
export function plifHead(options: PlifHeadOptions): Head {
  const definition = defineLinearClassHead(linearClassConfig('plifHead', 'plif', options));
  return createHead(definition, { tiedTo: options.tiedTo });
}
