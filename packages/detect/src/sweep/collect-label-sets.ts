import { checkLabelSet } from '../layer/check-label-set.js';
import type { Layer } from '../layer/layer.js';
import { abortable, closeSource } from '../parallel/abortable.js';
import { type LabelSetItem, type LabelSetSource, openLabelSets } from '../parallel/label-set-source.js';

/** Label sets without repetition, in the order in which they were first met. */
export interface CollectedLabelSets {
  /** The number of different sets. */
  readonly count: number;
  /** The sets, from the first one on each time. */
  sets(): Generator<number[], void, undefined>;
  /** How many examples carry each set, in the same order. */
  readonly occurrences: readonly number[];
}

/**
 * Reads label sets to the end and keeps each different one once. Of a set that comes with an input only the labels count.
 *
 * @throws TypeError, RangeError naming the first set that does not fit the layer; the signal's reason
 */
export async function collectLabelSets(
  place: string,
  layer: Pick<Layer, 'numLabels' | 'rule'>,
  source: LabelSetSource,
  signal: AbortSignal,
): Promise<CollectedLabelSets> {
  // A set as text is its own key: told apart exactly, and small in memory.
  const numbers = new Map<string, number>();
  const occurrences: number[] = [];
  const { iterator } = openLabelSets(place, source);
  let numRead = 0;
  let isOpen = true;
  let isBusy = false;
  try {
    for (;;) {
      signal.throwIfAborted();
      isBusy = true;
      const given = iterator.next();
      // Waiting costs a turn of the event loop, which sets that are there already need not take.
      const next = given instanceof Promise ? await abortable(given, signal) : given;
      isBusy = false;
      if (next.done === true) {
        isOpen = false;
        break;
      }
      const item = next.value as LabelSetItem | null | undefined;
      const labels = typeof item === 'object' && item !== null && 'labels' in item ? item.labels : item;
      const key = checkLabelSet(`${place}: label set ${numRead}`, layer, labels).join(' ');
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      occurrences[number] = (occurrences[number] ?? 0) + 1;
      numRead++;
    }
  } finally {
    if (isOpen) await closeSource(iterator, isBusy);
  }
  return {
    count: numbers.size,
    *sets() {
      for (const key of numbers.keys()) yield key === '' ? [] : key.split(' ').map(Number);
    },
    occurrences,
  };
}
