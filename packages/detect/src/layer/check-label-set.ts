import type { Layer } from './layer.js';

/**
 * Checks a label set against a layer and its rule.
 *
 * @returns the labels in increasing order, as a new array
 * @throws TypeError when the set is not iterable, RangeError when a label is no integer in [0, numLabels), occurs
 *   twice, or the rule needs another number of labels (one for argmax, k for top-k)
 */
export function checkLabelSet(
  place: string,
  layer: Pick<Layer, 'numLabels' | 'rule'>,
  labels: unknown,
): number[] {
  if (
    labels === null ||
    labels === undefined ||
    typeof (labels as Partial<Iterable<unknown>>)[Symbol.iterator] !== 'function' ||
    typeof labels === 'string'
  ) {
    throw new TypeError(`${place}: a label set must be an iterable of label numbers, got ${String(labels)}`);
  }
  const sorted: number[] = [];
  for (const label of labels as Iterable<unknown>) {
    if (typeof label !== 'number' || !Number.isInteger(label) || label < 0 || label >= layer.numLabels) {
      throw new RangeError(
        `${place}: labels must be integers in [0, ${layer.numLabels}), got ${String(label)}`,
      );
    }
    sorted.push(label + 0);
  }
  sorted.sort((a, b) => a - b);
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i] === sorted[i - 1]) {
      throw new RangeError(`${place}: label ${sorted[i]} occurs twice in one set`);
    }
  }
  const needed = layer.rule === 'threshold' ? undefined : layer.rule === 'argmax' ? 1 : layer.rule.topK;
  if (needed !== undefined && sorted.length !== needed) {
    const rule = layer.rule === 'argmax' ? "'argmax'" : `{ topK: ${needed} }`;
    throw new RangeError(`${place}: rule ${rule} needs sets of ${needed} labels, got ${sorted.length}`);
  }
  return sorted;
}

/** The signs s_i of a label set: +1 for its labels, -1 for all others. */
export function signsOf(layer: Layer, labels: readonly number[]): Int8Array {
  const signs = new Int8Array(layer.numLabels).fill(-1);
  for (const label of labels) signs[label] = 1;
  return signs;
}
