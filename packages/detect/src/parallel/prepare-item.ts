import type { Hints } from '../detector/detector-core.js';
import { checkLabelSet } from '../layer/check-label-set.js';
import type { Layer } from '../layer/layer.js';

/** One label set to work on, checked, with what is known about it. */
export interface PreparedSet extends Hints {
  /** Increasing. */
  readonly labels: readonly number[];
}

/**
 * Checks an item of a list of label sets: an iterable of labels, or `{ labels, input? }`.
 *
 * @throws TypeError, RangeError when it is none
 */
export function prepareItem(place: string, layer: Layer, item: unknown): PreparedSet {
  if (typeof item !== 'object' || item === null || Symbol.iterator in item || !('labels' in item)) {
    return { labels: checkLabelSet(place, layer, item) };
  }
  const labels = checkLabelSet(place, layer, item.labels);
  const input: unknown = 'input' in item ? item.input : undefined;
  if (input === undefined) return { labels };
  const length: unknown = (input as Partial<ArrayLike<number>> | null)?.length;
  if (typeof input === 'string' || length !== layer.dim) {
    throw new RangeError(`${place}: input must be ${layer.dim} numbers, got ${String(length)} of them`);
  }
  const copy = Float64Array.from(input as ArrayLike<number>);
  if (!copy.every(Number.isFinite)) throw new RangeError(`${place}: input must be finite numbers`);
  return { labels, input: copy };
}
