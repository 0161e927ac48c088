import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random/random.js';
import { labelSetsFrom } from '../sparse/label-sets.js';
import { arbitraryRows } from '../testing/arbitrary-rows.js';
import { type PlainRow, plainBestMicroF1, plainMetrics } from '../testing/plain-metrics.js';
import { scoredBatch } from '../testing/scored-batch.js';
import { createThresholdTuner, type TunedThreshold } from './threshold-tuner.js';

function tune(
  rows: readonly PlainRow[],
  numLabels: number,
  maxStoredScores?: number,
  kind: typeof Float64Array | typeof Float32Array = Float64Array,
): TunedThreshold {
  const tuner = createThresholdTuner(
    maxStoredScores === undefined ? { numLabels } : { numLabels, maxStoredScores },
  );
  for (let i = 0; i < rows.length; i += 3) tuner.add(scoredBatch(rows.slice(i, i + 3), numLabels, kind));
  return tuner.result();
}

const finite = arbitraryRows(
  fc.oneof(
    fc.constantFrom(-1, -0, 0, 0.5, 1, 2),
    fc.double({ min: -4, max: 4, noNaN: true }),
    fc.double({ min: -1e300, max: 1e300, noNaN: true }),
    fc.double({ min: -1e-40, max: 1e-40, noNaN: true }),
  ),
);

describe('createThresholdTuner', () => {
  const byHand: PlainRow[] = [
    { scores: [2, -1, 0.5, -3, 1], gold: [0, 2] },
    { scores: [-1, -2, -3, -4, -0.5], gold: [1] },
    { scores: [3, 3, -1, -1, -1], gold: [] },
    { scores: [-1, -1, -1, 5, 5], gold: [3, 4] },
  ];

  it('finds the threshold known by hand', () => {
    // Seven scores down to 0.5 hold four of five hits; the next score is -0.5.
    const expected = { threshold: 0, microF1: 2 / 3, microPrecision: 4 / 7, microRecall: 4 / 5, exact: true };
    expect(tune(byHand, 5)).toEqual(expected);
    const binned = tune(byHand, 5, 0);
    expect(binned).toMatchObject({ ...expected, exact: false, threshold: expect.any(Number) });
    expect(binned.threshold).toBeGreaterThanOrEqual(-0.5);
    expect(binned.threshold).toBeLessThan(0.5);
  });

  it('finds the best of all thresholds, and reports what it truly gives', () => {
    fc.assert(
      fc.property(finite, ([numLabels, rows]) => {
        const tuned = tune(rows, numLabels);
        const plain = plainMetrics(rows, [], tuned.threshold);
        expect(Number.isFinite(tuned.threshold)).toBe(true);
        expect(tuned.exact).toBe(true);
        expect(tuned.microF1).toBeCloseTo(plain.microF1!, 12);
        expect(tuned.microPrecision).toBeCloseTo(plain.microPrecision!, 12);
        expect(tuned.microRecall).toBeCloseTo(plain.microRecall!, 12);
        expect(tuned.microF1).toBeCloseTo(plainBestMicroF1(rows), 12);
      }),
      { numRuns: 150 },
    );
  });

  it('reports what its threshold truly gives also from bins, at no fewer than 0 and the powers of two', () => {
    fc.assert(
      fc.property(finite, fc.nat(10), fc.boolean(), ([numLabels, given], maxStoredScores, inFloat32) => {
        const rows = inFloat32
          ? given.map(({ scores, gold }) => ({ scores: scores.map(Math.fround), gold }))
          : given;
        const tuned = tune(rows, numLabels, maxStoredScores, inFloat32 ? Float32Array : Float64Array);
        const plain = plainMetrics(rows, [], tuned.threshold);
        expect(Number.isFinite(tuned.threshold)).toBe(true);
        expect(tuned.microF1).toBeCloseTo(plain.microF1!, 12);
        expect(tuned.microPrecision).toBeCloseTo(plain.microPrecision!, 12);
        expect(tuned.microRecall).toBeCloseTo(plain.microRecall!, 12);
        for (const threshold of [0, 1, 0.5, -2, 2 ** 90]) {
          expect(tuned.microF1).toBeGreaterThanOrEqual(plainMetrics(rows, [], threshold).microF1! - 1e-12);
        }
      }),
      { numRuns: 80 },
    );
  });

  it('is nearly as good from bins on many scores', () => {
    const random = createRandom(6);
    const rows = Array.from({ length: 400 }, () => {
      const gold = [...random.sample(30, 3)];
      const scores = Array.from({ length: 30 }, () => -4 + 2 * random.normal());
      for (const label of gold) scores[label]! += 4;
      return { scores, gold };
    });
    const exact = tune(rows, 30);
    const binned = tune(rows, 30, 1000);
    expect(binned.exact).toBe(false);
    expect(binned.microF1).toBeLessThanOrEqual(exact.microF1);
    expect(binned.microF1).toBeGreaterThan(exact.microF1 - 0.002);
  });

  it('takes infinite scores and data without gold labels', () => {
    const infinite = [
      { scores: [Number.POSITIVE_INFINITY, 1], gold: [0] },
      { scores: [Number.NEGATIVE_INFINITY, 0], gold: [0] },
    ];
    for (const maxStoredScores of [0, 100]) {
      const tuned = tune(infinite, 2, maxStoredScores);
      expect(tuned.microF1).toBeCloseTo(2 / 3, 14);
      expect(tuned.threshold).toBeGreaterThanOrEqual(1);
      expect(Number.isFinite(tuned.threshold)).toBe(true);
      const without = tune([{ scores: [3, -1], gold: [] }], 2, maxStoredScores);
      expect(without).toMatchObject({ threshold: 0, microF1: 0, microPrecision: 0, microRecall: 0 });
    }
    expect(tune([{ scores: [7], gold: [0] }], 1).threshold).toBe(0);
    expect(tune([{ scores: [Number.POSITIVE_INFINITY], gold: [0] }], 1)).toMatchObject({
      threshold: 0,
      microF1: 1,
    });
    expect(tune([{ scores: [-Number.MAX_VALUE, -Infinity], gold: [0] }], 2).microF1).toBe(0);
  });

  it('refuses bad batches and options, and a result of nothing', () => {
    const tuner = createThresholdTuner({ numLabels: 2 });
    expect(() => tuner.result()).toThrow(/no rows were added/);
    expect(() =>
      tuner.add({ scores: Float32Array.of(1, Number.NaN), numRows: 1, labels: labelSetsFrom([[0]], 2) }),
    ).toThrow('ThresholdTuner.add: the score of row 0, label 1 is NaN');
    expect(() => tuner.result()).toThrow(RangeError);
    expect(() => createThresholdTuner({ numLabels: 0 })).toThrow(RangeError);
    expect(() => createThresholdTuner({ numLabels: 2, maxStoredScores: 0.5 })).toThrow(RangeError);
  });
});
