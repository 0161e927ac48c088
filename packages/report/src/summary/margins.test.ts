import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bsl, reportOf, run, verdicts } from '../testing/small-data.js';
import { digest } from './digest.js';
import { binMargins, collectMargins } from './margins.js';

const collect = (...margins: NonNullable<Parameters<typeof verdicts>[3]>['margins'][]) =>
  collectMargins(
    digest(
      reportOf(
        margins.map((one, seed) =>
          run(bsl(4), seed, 0.1, {
            detection: verdicts(20, 5, 1, one === undefined ? {} : { margins: one }),
          }),
        ),
      ),
    ).configurations,
  );

test('margins of all seeds come together; zero and negative ones are no margins', () => {
  const [row] = collect([0.1, 0, 0.001], [-1, 0.01], undefined);
  expect([...row!.values]).toEqual([-3, -2, -1]);
  expect(row).toMatchObject({ count: 3, unargmaxable: 15, undecided: 3, range: [-3, -1] });
  expect(row!.quantiles[1]).toBe(-2);
});

test('a histogram gives the same median as evenly spread values would', () => {
  const [row] = collect({ log10Edges: [-4, -3, -2, -1], counts: [10, 0, 30] });
  expect(row!.count).toBe(40);
  expect(row!.quantiles[1]).toBeCloseTo(-2 + 10 / 30, 9);
  expect(row!.range).toEqual([-4, -1]);
});

test('a histogram and single values mix', () => {
  const [row] = collect({ log10Edges: [-2, -1], counts: [1] }, [1e-5, 1e-5, 1e-5]);
  expect(row!.quantiles[1]).toBeCloseTo(-5, 9);
});

test('no margins, no row; many margins, no overflow', () => {
  expect(collect(undefined)).toEqual([]);
  expect(collect([0])).toEqual([]);
  expect(collect(Array.from({ length: 300_000 }, (_, i) => 1 / (i + 1)))[0]!.count).toBe(300_000);
});

test('bins keep the total', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -9, max: 1, noNaN: true }), { maxLength: 30 }),
      fc.array(
        fc.record({
          low: fc.double({ min: -9, max: 0, noNaN: true }),
          width: fc.double({ min: 0.01, max: 3, noNaN: true }),
          count: fc.integer({ min: 1, max: 9 }),
        }),
        { maxLength: 8 },
      ),
      (values, bins) => {
        const counts = binMargins(
          {
            values: Float64Array.from(values),
            bins: bins.map(({ low, width, count }) => ({ low, high: low + width, count })),
          },
          [-6, -5, -4, -3, -2, -1],
        );
        const total = values.length + bins.reduce((sum, bin) => sum + bin.count, 0);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBeCloseTo(total, 6);
      },
    ),
  );
});
