import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelSetsFrom } from '../sparse/label-sets.js';
import { arbitraryRows } from '../testing/arbitrary-rows.js';
import type { PlainRow } from '../testing/plain-metrics.js';
import { scoredBatch } from '../testing/scored-batch.js';
import { fitThresholds } from './fit-thresholds.js';

type ObjectiveName = 'f1' | 'balanced-accuracy';

/** The objective of one label, straight from its definition; NaN where there is none. */
function plainValue(
  rows: readonly PlainRow[],
  label: number,
  objective: ObjectiveName,
  isPredicted: (score: number) => boolean,
): number {
  const count = (guess: boolean, truth: boolean): number =>
    rows.filter(({ scores, gold }) => isPredicted(scores[label]!) === guess && gold.includes(label) === truth)
      .length;
  const [hits, misses] = [count(true, true), count(false, true)];
  const [alarms, rejections] = [count(true, false), count(false, false)];
  if (objective === 'f1') return hits + misses === 0 ? Number.NaN : (2 * hits) / (2 * hits + alarms + misses);
  return (hits / (hits + misses) + rejections / (rejections + alarms)) / 2;
}

describe('fitThresholds', () => {
  const byHand: PlainRow[] = [
    { scores: [3, 5, 0], gold: [0, 1] },
    { scores: [1, 4, 0], gold: [] },
    { scores: [1, 2, 1], gold: [0, 1] },
    { scores: [-1, 1, 2], gold: [] },
  ];

  it('finds the thresholds known by hand, the default where there is nothing to fit', () => {
    const batch = scoredBatch(byHand, 3);
    // Label 0: above 1 F1 2/3, above -1 4/5. Label 1: 2/3, 1/2 and, above 1, 4/5. No row has label 2.
    expect(fitThresholds(batch)).toEqual({
      thresholds: [0, 1.5, 0],
      values: [4 / 5, 4 / 5, 0],
      unfitted: [2],
    });
    // Label 0: 3/4 above 1, and as much above -1: the highest. Label 1: 3/4, 1/2, 3/4.
    expect(fitThresholds({ ...batch, objective: 'balanced-accuracy', defaultThreshold: 9 })).toEqual({
      thresholds: [2, 4.5, 9],
      values: [3 / 4, 3 / 4, 0],
      unfitted: [2],
    });
  });

  it('finds the best of all thresholds for every label, of equally good ones the highest', () => {
    fc.assert(
      fc.property(
        arbitraryRows(),
        fc.constantFrom<ObjectiveName>('f1', 'balanced-accuracy'),
        ([numLabels, rows], objective) => {
          const { thresholds, values, unfitted } = fitThresholds({
            ...scoredBatch(rows, numLabels),
            objective,
          });
          for (let label = 0; label < numLabels; label++) {
            const threshold = thresholds[label]!;
            expect(Number.isFinite(threshold)).toBe(true);
            const valueFrom = (lowest: number): number =>
              plainValue(rows, label, objective, (score) => score >= lowest);
            const column = rows.map(({ scores }) => scores[label]!);
            const candidates = column.filter(
              (score) => score > -Number.MAX_VALUE && !Number.isNaN(valueFrom(score)),
            );
            if (candidates.length === 0) {
              expect([threshold, values[label], unfitted.includes(label)]).toEqual([0, 0, true]);
              continue;
            }
            const best = Math.max(...candidates.map(valueFrom));
            const lowest = Math.max(...candidates.filter((score) => valueFrom(score) > best - 1e-12));
            expect(unfitted).not.toContain(label);
            expect(values[label]).toBeCloseTo(best, 14);
            expect(column.map((score) => score > threshold)).toEqual(column.map((score) => score >= lowest));
          }
        },
      ),
    );
  });

  it('fits where any row is above, and nothing to labels that only rows of -Infinity have', () => {
    const same = scoredBatch(
      [
        { scores: [1], gold: [0] },
        { scores: [1], gold: [] },
      ],
      1,
    );
    expect(fitThresholds({ ...same, objective: 'balanced-accuracy' })).toMatchObject({
      thresholds: [0],
      values: [1 / 2],
      unfitted: [],
    });
    const never = scoredBatch([{ scores: [Number.NEGATIVE_INFINITY], gold: [0] }], 1);
    expect(fitThresholds(never)).toEqual({ thresholds: [0], values: [0], unfitted: [0] });
    const everyRow = scoredBatch([{ scores: [1], gold: [0] }], 1);
    expect(fitThresholds(everyRow)).toEqual({ thresholds: [0], values: [1], unfitted: [] });
    expect(fitThresholds({ ...everyRow, objective: 'balanced-accuracy' }).unfitted).toEqual([0]);
  });

  it('refuses what it cannot fit', () => {
    const batch = scoredBatch(byHand, 3);
    const changed = (changes: object) => () => fitThresholds({ ...batch, ...changes });
    expect(changed({ scores: batch.scores.map(() => Number.NaN) })).toThrow(
      'fitThresholds: the score of row 0, label 0 is NaN',
    );
    expect(changed({ objective: 'recall' })).toThrow(/"f1" or "balanced-accuracy", got "recall"/);
    expect(changed({ defaultThreshold: Number.POSITIVE_INFINITY })).toThrow(/defaultThreshold/);
    expect(changed({ labels: labelSetsFrom([[0]], 3) })).toThrow(/expected 4 rows, got 1/);
    expect(changed({ numRows: 0 })).toThrow(RangeError);
    expect(changed({ scores: [1, 2] })).toThrow(TypeError);
  });
});
