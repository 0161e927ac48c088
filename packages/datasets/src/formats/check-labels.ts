import { failAt, type Place, quote } from '../reading/fail-at.js';

/** What to do with a label that one example has twice: refuse the file, or keep it once. */
export type DuplicateLabels = 'error' | 'merge';

/**
 * Checks that no label of an example occurs twice.
 *
 * @returns the labels, without repetitions
 * @throws InputError when one is repeated and `duplicates` is `error`
 */
export function checkLabels<T extends string | number>(
  labels: readonly T[],
  duplicates: DuplicateLabels,
  place: Place,
): readonly T[] {
  if (labels.length < 2) return labels;
  const seen = new Set<T>();
  for (const label of labels) {
    if (seen.has(label) && duplicates === 'error') {
      const shown = typeof label === 'string' ? quote(label) : label;
      failAt(
        place,
        'duplicate-label',
        `The label ${shown} occurs twice in one example.`,
        "Remove one, or set duplicateLabels: 'merge'.",
      );
    }
    seen.add(label);
  }
  return seen.size === labels.length ? labels : [...seen];
}
