import { type LabelSets, labelSetAt } from '@sbn/core';

/** A label set, alone or with an input that produced it (or is likely to). */
export type LabelSetItem =
  | Iterable<number>
  | { readonly labels: Iterable<number>; readonly input?: ArrayLike<number> | undefined };

/** Label sets in any of the forms that lists of them come in. */
export type LabelSetSource = LabelSets | Iterable<LabelSetItem> | AsyncIterable<LabelSetItem>;

/** A source opened for reading one set after the other. */
export interface OpenLabelSets {
  /** The number of sets, where it is known beforehand. */
  readonly total: number | undefined;
  readonly iterator: Iterator<LabelSetItem> | AsyncIterator<LabelSetItem>;
}

/**
 * Opens a source.
 *
 * @throws TypeError when it is neither label sets nor iterable
 */
export function openLabelSets(place: string, source: LabelSetSource): OpenLabelSets {
  if (typeof source !== 'object' || source === null) {
    throw new TypeError(`${place}: expected LabelSets or an iterable of label sets, got ${String(source)}`);
  }
  if (Symbol.asyncIterator in source) return { total: undefined, iterator: source[Symbol.asyncIterator]() };
  if (Symbol.iterator in source) {
    return {
      total: Array.isArray(source) ? source.length : undefined,
      iterator: source[Symbol.iterator](),
    };
  }
  if ('offsets' in source && 'indices' in source) {
    return { total: source.numRows, iterator: rowsOf(source) };
  }
  throw new TypeError(`${place}: expected LabelSets or an iterable of label sets`);
}

function* rowsOf(sets: LabelSets): Generator<Iterable<number>> {
  for (let row = 0; row < sets.numRows; row++) yield labelSetAt(sets, row);
}
