import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random/random.js';
import { labelSetsFrom } from '../sparse/label-sets.js';
import { arbitraryRows } from '../testing/arbitrary-rows.js';
import { type PlainRow, plainMetrics } from '../testing/plain-metrics.js';
import { scoredBatch } from '../testing/scored-batch.js';
import { createMetricsAccumulator, type MetricsOptions, type MetricsReport } from './metrics-accumulator.js';
import { rankScores } from './rank-scores.js';

function measure(
  batches: readonly (readonly PlainRow[])[],
  options: MetricsOptions,
  kind: typeof Float64Array | typeof Float32Array = Float64Array,
): MetricsReport {
  const accumulator = createMetricsAccumulator(options);
  for (const rows of batches) accumulator.add(scoredBatch(rows, options.numLabels, kind));
  return accumulator.result();
}

/** Four rows over six labels; the last label is never gold and never predicted. */
const byHand: PlainRow[] = [
  { scores: [2, -1, 0.5, -3, 1, -9], gold: [0, 2] },
  { scores: [-1, -2, -3, -4, -0.5, -9], gold: [1] },
  { scores: [3, 3, -1, -1, -1, -9], gold: [] },
  { scores: [-1, -1, -1, 5, 5, -9], gold: [3, 4] },
];

/** nDCG@3 of the first row: hits at ranks 1 and 3, two gold labels. */
const firstNdcg = 1.5 / (1 + 1 / Math.log2(3));

const expectedByHand: { [key: string]: number } = {
  numRows: 4,
  numLabels: 6,
  numBatches: 2,
  numRowsWithLabels: 3,
  numPresentLabels: 5,
  meanGoldLabels: 5 / 4,
  meanPredictedLabels: 7 / 4,
  threshold: 0,
  precisionAt1: 1 / 2,
  recallAt1: 1 / 4,
  f1At1: 1 / 3,
  ndcgAt1: 1 / 2,
  precisionAt3: 5 / 12,
  recallAt3: 3 / 4,
  f1At3: 15 / 28,
  ndcgAt3: (firstNdcg + 0.5 + 0 + 1) / 4,
  exactAccuracy: 1 / 4,
  hammingLoss: 4 / 24,
  microPrecision: 4 / 7,
  microRecall: 4 / 5,
  microF1: 2 / 3,
  macroF1: 5 / 9,
  macroF1PresentLabels: 2 / 3,
  averagePrecision: (5 / 6 + 1 / 3 + 1) / 3,
  microAveragePrecision: (1 + 1 + 3 / 5 + 4 / 7 + 5 / 17) / 5,
  microAveragePrecisionError: 0,
  macroAveragePrecision: (1 / 2 + 1 / 4 + 1 + 1 + 1) / 5,
  macroAveragePrecisionError: 0,
  // The first row is a batch of its own.
  batchMicroF1: (4 / 5 + 4 / 7) / 2,
  batchMacroF1: (2 / 6 + 2 / 6) / 2,
  batchNdcgAt1: (1 + 1 / 3) / 2,
  batchNdcgAt3: (firstNdcg + 1.5 / 3) / 2,
};

describe('createMetricsAccumulator', () => {
  it('has every value computed by hand, and no other key', () => {
    for (const kind of [Float64Array, Float32Array]) {
      const report = measure(
        [byHand.slice(0, 1), byHand.slice(1)],
        { numLabels: 6, ks: [3, 1], batchAverages: true },
        kind,
      );
      expect(Object.keys(report).sort()).toEqual(Object.keys(expectedByHand).sort());
      for (const [key, value] of Object.entries(expectedByHand)) {
        expect(report[key as keyof MetricsReport], key).toBeCloseTo(value, 14);
      }
    }
  });

  it('equals the definitions applied to the whole data set, however it is cut into batches', () => {
    fc.assert(
      fc.property(
        arbitraryRows(),
        fc.array(fc.nat(12)),
        fc.constantFrom(0, 0.5, -1, 1e-3),
        ([numLabels, rows], cuts, threshold) => {
          const ks = [1, 2, 5, 9];
          const report = measure(cutAt(rows, cuts), { numLabels, ks, threshold });
          for (const [key, value] of Object.entries(plainMetrics(rows, ks, threshold))) {
            expect(report[key as keyof MetricsReport], key).toBeCloseTo(value, 12);
          }
          expect(report.microAveragePrecisionError).toBe(0);
          expect(report.macroAveragePrecisionError).toBe(0);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('averages over batches where asked: the mean of what each batch gives by itself', () => {
    fc.assert(
      fc.property(arbitraryRows(), fc.array(fc.nat(12)), ([numLabels, rows], cuts) => {
        const ks = [1, 4];
        const batches = cutAt(rows, cuts);
        const report = measure(batches, { numLabels, ks, batchAverages: true });
        const single = batches.filter((batch) => batch.length > 0).map((batch) => plainMetrics(batch, ks, 0));
        const mean = (key: string): number => single.reduce((sum, one) => sum + one[key]!, 0) / single.length;
        expect(report.numBatches).toBe(single.length);
        expect(report.batchMicroF1).toBeCloseTo(mean('microF1'), 12);
        expect(report.batchMacroF1).toBeCloseTo(mean('macroF1'), 12);
        expect(report.batchNdcgAt1).toBeCloseTo(mean('ndcgAt1'), 12);
        expect(report.batchNdcgAt4).toBeCloseTo(mean('ndcgAt4'), 12);
      }),
    );
  });

  it('bounds the average precisions once scores are no longer kept', () => {
    fc.assert(
      fc.property(
        arbitraryRows(),
        fc.array(fc.nat(12)),
        fc.nat(30),
        ([numLabels, rows], cuts, maxStoredScores) => {
          const report = measure(cutAt(rows, cuts), { numLabels, maxStoredScores });
          const plain = plainMetrics(rows, [], 0);
          for (const kind of ['microAveragePrecision', 'macroAveragePrecision'] as const) {
            const error = report[`${kind}Error`]!;
            expect(Math.abs(report[kind]! - plain[kind]!)).toBeLessThanOrEqual(error + 1e-12);
            if (rows.length * numLabels <= maxStoredScores) expect(error).toBe(0);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('bounds them closely on scores like those of a trained layer', () => {
    const random = createRandom(20);
    const numLabels = 40;
    const rows = Array.from({ length: 1500 }, () => {
      const gold = [...random.sample(numLabels, 1 + random.int(4))];
      const scores = Array.from({ length: numLabels }, () => -5 + 2 * random.normal());
      for (const label of gold) scores[label]! += 4;
      return { scores, gold };
    });
    const batches = Array.from({ length: 30 }, (_, i) => rows.slice(50 * i, 50 * i + 50));
    const exact = measure(batches, { numLabels });
    const binned = measure(batches, { numLabels, maxStoredScores: 4000 });
    expect(exact.microAveragePrecisionError).toBe(0);
    expect(binned.microAveragePrecisionError).toBeLessThan(0.003);
    expect(binned.macroAveragePrecisionError).toBeLessThan(0.005);
    expect(Math.abs(binned.microAveragePrecision! - exact.microAveragePrecision!)).toBeLessThan(0.001);
    expect(Math.abs(binned.macroAveragePrecision! - exact.macroAveragePrecision!)).toBeLessThan(0.001);
    // Everything else needs no scores.
    const { microAveragePrecision: _a, microAveragePrecisionError: _b, ...rest } = binned;
    expect(exact).toMatchObject({
      ...rest,
      macroAveragePrecision: expect.any(Number),
      macroAveragePrecisionError: 0,
    });
  });

  it('is flat JSON of finite numbers', () => {
    fc.assert(
      fc.property(arbitraryRows(), ([numLabels, rows]) => {
        const report = measure([rows], { numLabels, batchAverages: true });
        for (const value of Object.values(report)) expect(Number.isFinite(value)).toBe(true);
        expect(JSON.parse(JSON.stringify(report))).toEqual(report);
      }),
    );
  });

  it('can be asked in between, and does not mind its buffers being used again', () => {
    const accumulator = createMetricsAccumulator({ numLabels: 6 });
    const first = scoredBatch(byHand.slice(0, 2), 6);
    accumulator.add(first);
    expect(accumulator.result()).toEqual(measure([byHand.slice(0, 2)], { numLabels: 6 }));
    first.scores.fill(0);
    first.labels.indices.fill(0);
    accumulator.add(scoredBatch(byHand.slice(2), 6));
    expect(accumulator.result()).toEqual(measure([byHand.slice(0, 2), byHand.slice(2)], { numLabels: 6 }));
  });

  it('leaves out the pooled average precisions when told so, and rank metrics without ks', () => {
    const report = measure([byHand], { numLabels: 6, pooledAveragePrecision: false, ks: [] });
    expect(Object.keys(report).filter((key) => /At\d|AveragePrecision/.test(key))).toEqual([]);
    expect(report.averagePrecision).toBeCloseTo(13 / 18, 14);
  });

  it('refuses a bad batch and counts nothing of it', () => {
    const accumulator = createMetricsAccumulator({ numLabels: 6 });
    accumulator.add(scoredBatch(byHand.slice(0, 2), 6));
    const before = accumulator.result();
    const bad = scoredBatch(byHand, 6);
    bad.scores[3 * 6 + 2] = Number.NaN;
    expect(() => accumulator.add(bad)).toThrow('MetricsAccumulator.add: the score of row 3, label 2 is NaN');
    const good = scoredBatch(byHand, 6);
    expect(() => accumulator.add({ ...good, numRows: 3 })).toThrow(/expected 3 rows, got 4/);
    expect(() => accumulator.add({ ...good, scores: good.scores.slice(1) })).toThrow(
      /need 24 scores, got 23/,
    );
    expect(() => accumulator.add({ ...good, scores: [...good.scores] as unknown as Float64Array })).toThrow(
      TypeError,
    );
    expect(() => accumulator.add({ ...good, labels: labelSetsFrom([[], [], [], []], 5) })).toThrow(
      /expected numCols = 6 labels, got 5/,
    );
    expect(() => accumulator.add(undefined as never)).toThrow(TypeError);
    expect(accumulator.result()).toEqual(before);
  });

  it('gives the same report for batches that are ranked already, however their scores are cut', () => {
    fc.assert(
      fc.property(
        arbitraryRows(),
        fc.array(fc.nat(12)),
        fc.array(fc.nat(12)),
        fc.record({
          ks: fc.constantFrom([], [1], [2, 5, 9]),
          threshold: fc.constantFrom(0, 0.5, -1),
          batchAverages: fc.boolean(),
          pooledAveragePrecision: fc.boolean(),
          maxStoredScores: fc.constantFrom(0, 10, 2 ** 23),
        }),
        ([numLabels, rows], cuts, scoreCuts, chosen) => {
          const options = { ...chosen, numLabels };
          const accumulator = createMetricsAccumulator(options);
          const { topK: k, threshold } = accumulator;
          for (const batch of cutAt(rows, cuts)) {
            accumulator.addRanked(rankScores({ ...scoredBatch(batch, numLabels), k, threshold }));
          }
          if (!options.pooledAveragePrecision) {
            expect(accumulator.result()).toEqual(measure(cutAt(rows, cuts), options));
            return;
          }
          // How scores are cut decides where the bins of the labels lie, but not what is exact.
          for (const batch of cutAt(rows, scoreCuts)) accumulator.addScores(scoredBatch(batch, numLabels));
          const expected = { ...measure(cutAt(rows, cuts), options) };
          const pooled = measure(cutAt(rows, scoreCuts), options);
          const names = ['microAveragePrecision', 'macroAveragePrecision'] as const;
          for (const name of names) {
            Object.assign(expected, { [name]: pooled[name], [`${name}Error`]: pooled[`${name}Error`] });
          }
          expect(accumulator.result()).toEqual(expected);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('wants the scores of ranked rows where it pools them, and no others', () => {
    const batch = scoredBatch(byHand, 6);
    const accumulator = createMetricsAccumulator({ numLabels: 6, ks: [2] });
    accumulator.addRanked(rankScores({ ...batch, k: 2, threshold: 0 }));
    expect(() => accumulator.result()).toThrow(/4 rows were added and the scores of 0;/);
    accumulator.addScores(batch);
    expect(accumulator.result()).toEqual(measure([byHand], { numLabels: 6, ks: [2] }));
    const without = createMetricsAccumulator({ numLabels: 6, pooledAveragePrecision: false });
    expect(() => without.addScores(batch)).toThrow(/pooledAveragePrecision is false/);
  });

  it('refuses a ranked batch that is not well-formed, and counts nothing of it', () => {
    const accumulator = createMetricsAccumulator({ numLabels: 6, ks: [2], pooledAveragePrecision: false });
    const good = rankScores({ ...scoredBatch(byHand, 6), k: 2, threshold: 0 });
    accumulator.addRanked(good);
    const before = accumulator.result();
    const changed = (array: Uint32Array, at: number, value: number): Uint32Array =>
      array.map((old, i) => (i === at ? value : old));
    const add = (change: object) => () => accumulator.addRanked({ ...good, ...change });
    expect(add({ topLabels: good.topLabels.slice(1) })).toThrow(
      'MetricsAccumulator.addRanked: 4 rows of 2 labels need 8 numbers in topLabels, got 7',
    );
    expect(add({ topLabels: changed(good.topLabels, 3, 6) })).toThrow(
      /row 1: expected top labels < 6, got 6/,
    );
    expect(add({ goldRanks: [...good.goldRanks] })).toThrow(TypeError);
    expect(add({ goldRanks: changed(good.goldRanks, 2, 0) })).toThrow(
      /row 1: expected gold ranks from 1 to 6/,
    );
    expect(add({ goldPredicted: good.goldPredicted.map(() => 2) })).toThrow(/must be 0 or 1, got 2/);
    expect(add({ rowPredictions: changed(good.rowPredictions, 0, 1) })).toThrow(
      /row 0: expected 2 to 6 predictions, got 1/,
    );
    expect(add({ rowPredictions: changed(good.rowPredictions, 0, 4) })).toThrow(/add up to 8 and .* to 7/);
    expect(
      add({ labelPredictions: changed(changed(good.labelPredictions, 0, 0), 5, good.labelPredictions[0]!) }),
    ).toThrow(/label 0 is predicted and gold in 1 rows, but predicted in 0/);
    expect(add({ labels: labelSetsFrom([[], [], []], 6) })).toThrow(/expected 4 rows, got 3/);
    expect(accumulator.result()).toEqual(before);
  });

  it('refuses options that are none, and a result of nothing', () => {
    const create = (options: object) => () => createMetricsAccumulator({ numLabels: 3, ...options });
    expect(create({ numLabels: 0 })).toThrow(RangeError);
    expect(create({ ks: [1, 0] })).toThrow(/ks\[1\] must be an integer >= 1, got 0/);
    expect(create({ ks: 5 })).toThrow(TypeError);
    expect(create({ threshold: Number.NaN })).toThrow(RangeError);
    expect(create({ batchAverages: 'yes' })).toThrow(TypeError);
    expect(create({ maxStoredScores: -1 })).toThrow(RangeError);
    const accumulator = createMetricsAccumulator({ numLabels: 3 });
    accumulator.add({ scores: new Float32Array(0), numRows: 0, labels: labelSetsFrom([], 3) });
    expect(() => accumulator.result()).toThrow(/no rows were added/);
  });
});

function cutAt(rows: readonly PlainRow[], cuts: readonly number[]): PlainRow[][] {
  const edges = [0, ...cuts.map((cut) => Math.min(cut, rows.length)), rows.length].sort((a, b) => a - b);
  return edges.slice(1).map((edge, i) => rows.slice(edges[i], edge));
}
