import { checkNumber } from '../checks/check-number.js';
import { checkOptions } from '../checks/check-options.js';
import { describeKind } from '../checks/describe-kind.js';
import { checkLabelWeights } from './check-label-weights.js';
import type { LabelLossConfig } from './loss-config.js';

/** The keys that {@link checkLabelLossOptions} reads. */
export const labelLossKeys: readonly string[] = ['labelWeights', 'labelSmoothing', 'reduction'];

/** Checks what all losses have in common and returns it alone, as plain JSON. */
export function checkLabelLossOptions(place: string, options: Record<string, unknown>): LabelLossConfig {
  const { labelWeights, labelSmoothing, reduction = 'mean' } = options;
  if (reduction !== 'mean' && reduction !== 'sum-over-labels') {
    const got = typeof reduction === 'string' ? JSON.stringify(reduction) : describeKind(reduction);
    throw new RangeError(`${place}: reduction must be "mean" or "sum-over-labels", got ${got}`);
  }
  return {
    ...(labelWeights === undefined ? {} : { labelWeights: checkLabelWeights(place, labelWeights) }),
    ...(labelSmoothing === undefined ? {} : { labelSmoothing: checkLabelSmoothing(place, labelSmoothing) }),
    reduction,
  };
}

function checkLabelSmoothing(
  place: string,
  labelSmoothing: unknown,
): { readonly amount: number; readonly target: number } {
  checkOptions(`${place}: labelSmoothing`, labelSmoothing, ['amount', 'target']);
  const { amount, target } = labelSmoothing;
  checkNumber(place, 'labelSmoothing.amount', amount, 0, 1);
  checkNumber(place, 'labelSmoothing.target', target, 0, 1);
  return { amount, target };
}
