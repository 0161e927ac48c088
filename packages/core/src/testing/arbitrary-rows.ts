import fc from 'fast-check';
import type { PlainRow } from './plain-metrics.js';

/** Small data sets with many ties, of `n` labels each: [n, rows], at least one row. */
export function arbitraryRows(
  score: fc.Arbitrary<number> = fc.oneof(
    fc.constantFrom(-1, -0, 0, 0.5, 1, 2),
    fc.double({ min: -4, max: 4, noNaN: true }),
    fc.constantFrom(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY),
  ),
): fc.Arbitrary<[number, PlainRow[]]> {
  return fc.integer({ min: 1, max: 7 }).chain((numLabels) =>
    fc.tuple(
      fc.constant(numLabels),
      fc.array(
        fc.record({
          scores: fc.array(score, { minLength: numLabels, maxLength: numLabels }),
          gold: fc.subarray(Array.from({ length: numLabels }, (_, label) => label)),
        }),
        { minLength: 1, maxLength: 12 },
      ),
    ),
  );
}
