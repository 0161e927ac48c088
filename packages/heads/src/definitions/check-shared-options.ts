import { checkInteger } from '../checks/check-integer.js';
import type { SigmoidHeadOptions } from './sigmoid-head-options.js';

/** Checks what all heads have in common and returns it alone. */
export function checkSharedOptions(place: string, options: Record<string, unknown>): SigmoidHeadOptions {
  const { inDim, numLabels, seed } = options;
  checkInteger(place, 'inDim', inDim, 1);
  checkInteger(place, 'numLabels', numLabels, 1);
  checkInteger(place, 'seed', seed, Number.MIN_SAFE_INTEGER);
  return { inDim, numLabels, seed };
}
