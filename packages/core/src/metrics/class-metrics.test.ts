import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random/random.js';
import { brierScore } from './brier-score.js';
import { createCalibrationBins } from './calibration-bins.js';
import { type ClassBatch, type ClassReport, createClassMetrics } from './class-metrics.js';
import { expectedCalibrationError } from './expected-calibration-error.js';
import { matchedModes } from './matched-modes.js';
import { perplexity } from './perplexity.js';

interface PlainClassRow {
  readonly probabilities: readonly number[];
  readonly label: number;
  readonly truth: readonly number[];
}

function batchOf(
  rows: readonly PlainClassRow[],
  kind: typeof Float64Array | typeof Float32Array = Float64Array,
): ClassBatch {
  return {
    logProbabilities: kind.from(rows.flatMap(({ probabilities }) => probabilities.map(Math.log))),
    numRows: rows.length,
    classes: rows.map(({ label }) => label),
    trueProbabilities: kind.from(rows.flatMap(({ truth }) => truth)),
  };
}

/** Three classes; the last row's best classes tie. */
const byHand: PlainClassRow[] = [
  { probabilities: [0.5, 0.25, 0.25], label: 0, truth: [0.5, 0.5, 0] },
  { probabilities: [0.125, 0.75, 0.125], label: 2, truth: [0.25, 0.25, 0.5] },
  { probabilities: [0.25, 0.25, 0.5], label: 1, truth: [0, 0, 1] },
  { probabilities: [0.375, 0.375, 0.25], label: 1, truth: [0, 1, 0] },
];

const arbitraryRows: fc.Arbitrary<[number, PlainClassRow[]]> = fc
  .integer({ min: 1, max: 6 })
  .chain((numClasses) => {
    const distribution = fc
      .array(fc.integer({ min: 1, max: 5 }), { minLength: numClasses, maxLength: numClasses })
      .map((weights) => weights.map((weight) => weight / weights.reduce((a, b) => a + b)));
    const row = fc.record({
      probabilities: distribution,
      label: fc.nat(numClasses - 1),
      truth: distribution,
    });
    return fc.tuple(fc.constant(numClasses), fc.array(row, { minLength: 1, maxLength: 12 }));
  });

describe('createClassMetrics', () => {
  it('has every value computed by hand, and no other key', () => {
    for (const kind of [Float64Array, Float32Array]) {
      const metrics = createClassMetrics({ numClasses: 3, numBins: 2 });
      metrics.add(batchOf(byHand.slice(0, 1), kind));
      metrics.add(batchOf(byHand.slice(1), kind));
      const { calibrationBins, ...report } = metrics.result();
      // Confidences .5, .75, .5, .375: of (0, .5] one of three is right, of (.5, 1] none.
      const expected: Record<string, number> = {
        numRows: 4,
        numClasses: 3,
        numBatches: 2,
        negativeLogLikelihood: -Math.log(0.5 * 0.125 * 0.25 * 0.375) / 4,
        perplexity: (0.5 * 0.125 * 0.25 * 0.375) ** -0.25,
        accuracy: 1 / 4,
        // Between equal probabilities the lower class comes first.
        meanReciprocalRank: (1 + 1 / 3 + 1 / 3 + 1 / 2) / 4,
        brierScore:
          (0.375 +
            (0.015625 + 0.5625 + 0.765625) +
            (0.0625 + 0.5625 + 0.25) +
            (0.140625 + 0.390625 + 0.0625)) /
          4,
        meanConfidence: 2.125 / 4,
        expectedCalibrationError: (3 * (1.375 / 3 - 1 / 3) + 0.75) / 4,
        matchedModes: 2 / 4,
      };
      expect(Object.keys(report).sort()).toEqual(Object.keys(expected).sort());
      const digits = kind === Float64Array ? 14 : 6;
      for (const [key, value] of Object.entries(expected)) {
        expect(report[key as keyof typeof report], key).toBeCloseTo(value, digits);
      }
      expect(calibrationBins).toMatchObject([
        { lower: 0, upper: 0.5, count: 3, accuracy: 1 / 3 },
        { lower: 0.5, upper: 1, count: 1, accuracy: 0 },
      ]);
    }
  });

  it('is the plain definitions of all rows, however they are cut', () => {
    fc.assert(
      fc.property(arbitraryRows, fc.nat(12), ([numClasses, rows], cut) => {
        const metrics = createClassMetrics({ numClasses });
        metrics.add(batchOf(rows.slice(0, cut)));
        metrics.add(batchOf(rows.slice(cut)));
        const report = metrics.result();
        const whole = batchOf(rows);
        const probabilities = Float64Array.from(rows.flatMap((row) => row.probabilities));
        const { numRows, classes, trueProbabilities } = whole;
        const sum = rows.reduce((total, { probabilities: p, label }) => total - Math.log(p[label]!), 0);
        expect(report.perplexity).toBeCloseTo(
          perplexity({ sumNegativeLogLikelihood: sum, count: rows.length }),
          12,
        );
        expect(report.brierScore).toBeCloseTo(
          brierScore({ probabilities, numRows, numClasses, classes }),
          12,
        );
        expect(report.matchedModes).toBe(
          matchedModes({
            scores: whole.logProbabilities,
            trueProbabilities: trueProbabilities!,
            numRows,
            numClasses,
          }),
        );
        const ranks = rows.map(
          ({ probabilities: p, label }) =>
            1 +
            p
              .map((_, j) => j)
              .toSorted((a, b) => p[b]! - p[a]! || a - b)
              .indexOf(label),
        );
        expect(report.meanReciprocalRank).toBeCloseTo(
          ranks.reduce((total, rank) => total + 1 / rank, 0) / rows.length,
          12,
        );
        expect(report.accuracy).toBe(ranks.filter((rank) => rank === 1).length / rows.length);
        expect(report.calibrationBins.reduce((total, { count }) => total + count, 0)).toBe(rows.length);
        expect(JSON.parse(JSON.stringify(report))).toEqual(report);
      }),
    );
  });

  it('finds a model calibrated whose classes are drawn from its own distributions, and a bold one not', () => {
    const random = createRandom(5);
    const numClasses = 4;
    const honest = createClassMetrics({ numClasses });
    const bold = createClassMetrics({ numClasses });
    for (let batch = 0; batch < 20; batch++) {
      const rows = Array.from({ length: 500 }, () => {
        const scores = Array.from({ length: numClasses }, () => 2 * random.normal());
        const softmax = (scale: number): number[] => {
          const weights = scores.map((score) => Math.exp(scale * score));
          return weights.map((weight) => weight / weights.reduce((a, b) => a + b));
        };
        const truth = softmax(1);
        const cumulative = truth.map((_, j) => truth.slice(0, j + 1).reduce((a, b) => a + b));
        const drawn = random.uniform();
        const label = Math.min(numClasses - 1, cumulative.filter((sum) => sum <= drawn).length);
        return { truth, label, bold: softmax(2) };
      });
      honest.add(batchOf(rows.map((row) => ({ ...row, probabilities: row.truth }))));
      bold.add(batchOf(rows.map((row) => ({ ...row, probabilities: row.bold }))));
    }
    // 10,000 rows in 15 bins: an ECE of about .01 is noise.
    expect(honest.result().expectedCalibrationError).toBeLessThan(0.02);
    expect(bold.result().expectedCalibrationError).toBeGreaterThan(0.08);
    expect(bold.result().accuracy).toBe(honest.result().accuracy);
    expect(bold.result().matchedModes).toBe(1);
    expect(bold.result().perplexity).toBeGreaterThan(honest.result().perplexity);
    expect(bold.result().brierScore).toBeGreaterThan(honest.result().brierScore);
  });

  it('takes probabilities of 0, and says Infinity where the class has one', () => {
    const metrics = createClassMetrics({ numClasses: 2 });
    const logProbabilities = Float64Array.of(0, Number.NEGATIVE_INFINITY);
    metrics.add({ logProbabilities, numRows: 1, classes: [0] });
    expect(metrics.result()).toMatchObject({ perplexity: 1, brierScore: 0, expectedCalibrationError: 0 });
    expect('matchedModes' in metrics.result()).toBe(false);
    metrics.add({ logProbabilities, numRows: 1, classes: [1] });
    expect(metrics.result()).toMatchObject({
      perplexity: Number.POSITIVE_INFINITY,
      brierScore: 1,
      accuracy: 0.5,
    });
  });

  it('refuses a bad batch and counts nothing of it', () => {
    const metrics = createClassMetrics({ numClasses: 3 });
    metrics.add(batchOf(byHand));
    const before: ClassReport = metrics.result();
    const good = batchOf(byHand);
    const add = (change: object) => () => metrics.add({ ...good, ...change });
    expect(
      add({
        logProbabilities: good.logProbabilities.map((value) => value + (value === Math.log(0.375) ? 1 : 0)),
      }),
    ).toThrow(
      /the probabilities of row 3 add up to 2.28\d+, expected 1; give logProbabilities the log softmax of scores/,
    );
    expect(add({ logProbabilities: good.logProbabilities.with(4, Number.NaN) })).toThrow(
      'ClassMetrics.add: logProbabilities must be numbers, that of row 1, class 1 is NaN',
    );
    expect(add({ logProbabilities: [...good.logProbabilities] })).toThrow(TypeError);
    expect(add({ numRows: 3 })).toThrow(/3 rows need as many classes, got 4/);
    expect(add({ classes: [0, 1, 3, 0] })).toThrow(
      /the class of row 2 must be an integer in \[0, 2\], got 3/,
    );
    expect(add({ classes: 5 })).toThrow(TypeError);
    expect(add({ trueProbabilities: good.trueProbabilities!.with(0, 1.5) })).toThrow(/must be in \[0, 1\]/);
    expect(add({ trueProbabilities: undefined })).toThrow(/earlier batches came with trueProbabilities/);
    expect(metrics.result()).toEqual(before);
    expect(() => createClassMetrics({ numClasses: 0 })).toThrow(RangeError);
    expect(() => createClassMetrics({ numClasses: 2, numBins: 0 })).toThrow(RangeError);
    expect(() => createClassMetrics({ numClasses: 2 }).result()).toThrow(/no rows were added/);
  });
});

describe('createCalibrationBins', () => {
  it('closes bins above, whatever rounding does to the product', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true })),
        (numBins, some) => {
          const edges = Array.from({ length: numBins + 1 }, (_, m) => m / numBins);
          const confidences = [...edges, ...some];
          for (const confidence of confidences) {
            const bins = createCalibrationBins({ numBins });
            bins.add({ confidences: [confidence], hits: [1] });
            const { lower, upper } = bins.result().find(({ count }) => count === 1)!;
            expect(confidence > lower || (confidence === 0 && lower === 0)).toBe(true);
            expect(confidence).toBeLessThanOrEqual(upper);
          }
        },
      ),
    );
  });

  it('refuses arrays that do not fit', () => {
    const bins = createCalibrationBins();
    expect(bins.result().length).toBe(15);
    expect(() => bins.add({ confidences: [0.5, 1.5], hits: [1, 0] })).toThrow(
      /confidences\[1\] must be in \[0, 1\]/,
    );
    expect(() => bins.add({ confidences: [0.5], hits: [1, 0] })).toThrow(
      /1 confidences need as many hits, got 2/,
    );
    expect(() => bins.add({ confidences: [0.5], hits: [2] })).toThrow(/hits\[0\] must be 0 or 1/);
    expect(() => bins.add({ confidences: 3 as never, hits: [2] })).toThrow(TypeError);
    expect(() => expectedCalibrationError(bins.result())).toThrow(/the bins have no predictions/);
    expect(() => expectedCalibrationError(undefined as never)).toThrow(TypeError);
  });
});

describe('brierScore, matchedModes and perplexity', () => {
  it('have the values of the sources', () => {
    // Brier's own table of ten forecasts of rain or no rain (1950, table 1): P = .19.
    const rain = [0.7, 0.9, 0.8, 0.4, 0.2, 0, 0, 0, 0, 0.1];
    const observed = [0, 1, 1, 1, 0, 0, 0, 0, 0, 0];
    const probabilities = Float64Array.from(rain.flatMap((p) => [p, 1 - p]));
    const classes = observed.map((isRain) => 1 - isRain);
    expect(brierScore({ probabilities, numRows: 10, numClasses: 2, classes })).toBeCloseTo(0.19, 12);
    expect(perplexity({ sumNegativeLogLikelihood: 10 * Math.log(57), count: 10 })).toBeCloseTo(57, 12);
  });

  it('refuse what they cannot measure', () => {
    const two = Float64Array.of(0.5, 0.5);
    expect(() => brierScore({ probabilities: two, numRows: 1, numClasses: 2, classes: [2] })).toThrow(
      RangeError,
    );
    expect(() => brierScore({ probabilities: two, numRows: 0, numClasses: 2, classes: [] })).toThrow(
      RangeError,
    );
    expect(() =>
      matchedModes({ scores: two, trueProbabilities: Float64Array.of(2, 0), numRows: 1, numClasses: 2 }),
    ).toThrow(/trueProbabilities must be in \[0, 1\], that of row 0, class 0 is 2/);
    expect(() => perplexity({ sumNegativeLogLikelihood: Number.NaN, count: 1 })).toThrow(RangeError);
    expect(() => perplexity({ sumNegativeLogLikelihood: 1, count: 0 })).toThrow(RangeError);
    expect(() => perplexity({ sumNegativeLogLikelihood: '1' as never, count: 1 })).toThrow(TypeError);
  });
});
