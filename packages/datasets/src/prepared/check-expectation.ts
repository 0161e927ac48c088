import { failAt } from '../reading/fail-at.js';

/** The counts that a known data set has. */
export interface Expectation {
  /** What they are the counts of, such as `MIMIC-III as in the paper`. */
  readonly name: string;
  /** By what is counted, in words, such as `training documents`. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Whether every expected count was found. */
export function meetsExpectation(expected: Expectation, found: Readonly<Record<string, number>>): boolean {
  return Object.entries(expected.counts).every(([what, count]) => found[what] === count);
}

/**
 * Holds the counts of a preparation against those of a known data set, before anything looks prepared.
 *
 * @param expected the counts to find
 * @param found at least the counts of `expected`
 * @param options.file the file or folder to point at
 * @throws InputError that lists every count that differs, says whether the files look partial (fewer of everything) or
 *   of another edition, and how to accept them
 */
export function checkExpectation(
  expected: Expectation,
  found: Readonly<Record<string, number>>,
  options: { readonly file?: string | undefined } = {},
): void {
  const differing = Object.entries(expected.counts).filter(([what, count]) => found[what] !== count);
  if (differing.length === 0) return;
  const list = differing.map(
    ([what, count]) => `${shown(found[what] ?? 0)} ${what} instead of ${shown(count)}`,
  );
  const isFewer = differing.map(([what, count]) => (found[what] ?? 0) < count);
  const reading = isFewer.every(Boolean)
    ? 'Less than expected: the files look partial, such as a download that was cut off or a sample.'
    : isFewer.some(Boolean)
      ? 'Some more and some less: the files look like another edition, or were made in another way.'
      : 'More than expected: the files look like another edition.';
  failAt(
    { file: options.file },
    'other-counts',
    `The counts are not those of ${expected.name}: ${list.join('; ')}. ${reading}`,
    'To prepare them all the same, give --expect none.',
  );
}

function shown(count: number): string {
  return count.toLocaleString('en');
}
