import fc from 'fast-check';

/** A random multi-label data set, to be written in some format and read back. */
export interface RandomTable {
  readonly labelNames: readonly string[];
  readonly featureNames: readonly string[];
  /** Label numbers of each row, increasing. */
  readonly labels: readonly (readonly number[])[];
  /** Feature values of each row, float32. */
  readonly values: readonly (readonly number[])[];
}

/** Names of any characters that text formats escape or quote. */
const awkwardNames: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...'aB7é_ ,{}%\'"\\?\t-.@#:;<&'.split('')), { minLength: 1, maxLength: 8 })
  .map((letters) => letters.join(''))
  .filter((name) => name.trim() === name && name !== '');

/** Plain words, for formats without quotes. */
const plainNames: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...'aB7é_-.'.split('')), { minLength: 1, maxLength: 8 })
  .map((letters) => letters.join(''));

/** Random tables with at least one row, one label and one feature. */
export function randomTables(names: 'awkward' | 'plain' = 'awkward'): fc.Arbitrary<RandomTable> {
  const name = names === 'awkward' ? awkwardNames : plainNames;
  return fc
    .record({ numLabels: fc.integer({ min: 1, max: 5 }), numFeatures: fc.integer({ min: 1, max: 5 }) })
    .chain(({ numLabels, numFeatures }) =>
      fc.record({
        allNames: fc.uniqueArray(name, {
          minLength: numLabels + numFeatures,
          maxLength: numLabels + numFeatures,
        }),
        rows: fc.array(
          fc.record({
            labels: fc.subarray([...Array(numLabels).keys()]),
            values: fc.array(
              fc.oneof(fc.constant(0), fc.constant(1), fc.float({ noNaN: true, noDefaultInfinity: true })),
              { minLength: numFeatures, maxLength: numFeatures },
            ),
          }),
          { minLength: 1, maxLength: 6 },
        ),
      }),
    )
    .map(({ allNames, rows }) => ({
      labelNames: allNames.slice(0, allNames.length - rows[0]!.values.length),
      featureNames: allNames.slice(allNames.length - rows[0]!.values.length),
      labels: rows.map((row) => row.labels),
      values: rows.map((row) => row.values.map((value) => value + 0)),
    }));
}
