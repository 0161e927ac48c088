import { expect, it } from 'vitest';
import type { MeasureLine } from './drawn-records.js';
import { summarizeMeasures } from './summarize-measures.js';

const line = (
  status: MeasureLine['status'],
  margin: number,
  radius: number,
  radiusUpperBound: number | null = radius,
  labels: readonly number[] = [0, 1],
): MeasureLine => ({ labels, status, margin, radius, radiusUpperBound, box: 100 });

it('counts what is decided either way and what is open, by cardinality', () => {
  const [pairs, single] = summarizeMeasures(
    [
      line('argmaxable', 0.4, 20),
      line('argmaxable', 0.3, 0.5),
      // The box hides an input that there is.
      line('argmaxable', 1e-14, 0, 1e-12),
      line('unargmaxable', 0, 0, 0),
      line('undecided', 0, 0, 1e-3),
      line('argmaxable', 0.2, 0.9, null),
      line('argmaxable', 0.1, 7, 7, [3]),
    ],
    { leastRadius: 1e-8, epsilon: 1 },
  );
  expect(pairs).toMatchObject({
    cardinality: 2,
    total: 6,
    argmaxable: { yes: 4, no: 1, undecided: 1 },
    argmaxableInBox: { yes: 3, no: 2, undecided: 1 },
    epsilonArgmaxable: { yes: 1, no: 4, undecided: 1 },
    missedByBox: 1,
  });
  expect(single).toMatchObject({ cardinality: 1, total: 1, radius: { p1: 7, p50: 7, p99: 7 } });
});

it('takes percentiles with straight lines between neighbours', () => {
  const lines = Array.from({ length: 101 }, (_, i) => line('argmaxable', i / 100, 100 - i));
  const [{ radius, margin }] = summarizeMeasures(lines, { leastRadius: 1e-8, epsilon: 1 }) as [
    ReturnType<typeof summarizeMeasures>[number],
  ];
  expect(Object.values(radius)).toEqual([1, 5, 25, 50, 75, 95, 99]);
  expect(margin.p25).toBeCloseTo(0.25, 12);
});
