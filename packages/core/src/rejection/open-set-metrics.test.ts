import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoreBin } from '../metrics/score-bins.js';
import { createRandom } from '../random/random.js';
import { labelSetsFrom } from '../sparse/label-sets.js';
import { knownness } from './knownness.js';
import type { KnownnessScore } from './knownness-score.js';
import { measureRow } from './measure-row.js';
import {
  createOpenSetMetrics,
  type OpenSetBatch,
  type OpenSetOptions,
  type OpenSetReport,
} from './open-set-metrics.js';

/** A row's logits, and its class; undefined where it is unknown. */
interface PlainOpenSetRow {
  readonly logits: readonly number[];
  readonly truth: number | undefined;
}

function batchOf(
  rows: readonly PlainOpenSetRow[],
  numClasses: number,
  kind: typeof Float64Array | typeof Float32Array = Float64Array,
): OpenSetBatch {
  return {
    logits: kind.from(rows.flatMap(({ logits }) => logits)),
    numRows: rows.length,
    labels: labelSetsFrom(
      rows.map(({ truth }) => (truth === undefined ? [] : [truth])),
      numClasses,
    ),
  };
}

function measure(
  rows: readonly PlainOpenSetRow[],
  options: OpenSetOptions,
  cut = rows.length,
): OpenSetReport {
  const metrics = createOpenSetMetrics(options);
  metrics.add(batchOf(rows.slice(0, cut), options.numClasses));
  metrics.add(batchOf(rows.slice(cut), options.numClasses));
  return metrics.result();
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** Every measure straight from its definition, slowly: pairs of rows, and every score tried as a threshold. */
function plainReport(
  rows: readonly PlainOpenSetRow[],
  numClasses: number,
  score: KnownnessScore,
  threshold: number,
  isExact: boolean,
): Record<string, number | undefined> {
  const { logits, numRows } = batchOf(rows, numClasses);
  const scores = knownness({ logits, numRows, numClasses, score });
  const measured = rows.map(({ logits: z, truth }, row) => {
    const known = z.slice(0, numClasses);
    const best = known.indexOf(Math.max(...known));
    // Rows rank by what the score is made of: the score itself may round two of them to the same number.
    // Scores of one bin tie where they are only counted.
    const { rank } = measureRow({ logits, row, numClasses, score, temperature: 1 });
    const place = isExact ? rank : scoreBin(rank);
    return {
      truth,
      rank: place,
      isRight: best === truth,
      decision: scores[row]! > threshold ? best : undefined,
    };
  });
  const known = measured.filter(({ truth }) => truth !== undefined);
  const unknown = measured.filter(({ truth }) => truth === undefined);
  const pairs = known.flatMap((one) =>
    unknown.map((other) => {
      const won = one.rank > other.rank ? 1 : one.rank === other.rank ? 0.5 : 0;
      return { won, wonRight: one.isRight ? won : 0 };
    }),
  );
  const share = (part: readonly unknown[], whole: readonly unknown[]): number => part.length / whole.length;
  const accepted = (list: typeof measured, lowest: number): typeof measured =>
    list.filter(({ rank }) => rank >= lowest);
  const rates = measured
    .map(({ rank }) => rank)
    .filter((lowest) => share(accepted(known, lowest), known) >= 0.95 - 1e-12)
    .map((lowest) => share(accepted(unknown, lowest), unknown));
  const truths = [...new Set(measured.map(({ truth }) => truth))];
  const both = known.length > 0 && unknown.length > 0;
  return {
    closedSetAccuracy: known.length === 0 ? undefined : mean(known.map(({ isRight }) => Number(isRight))),
    accuracy: mean(measured.map(({ truth, decision }) => Number(truth === decision))),
    balancedAccuracy: mean(
      truths.map((each) => {
        const own = measured.filter(({ truth }) => truth === each);
        return mean(own.map(({ truth, decision }) => Number(truth === decision)));
      }),
    ),
    areaUnderRoc: both ? mean(pairs.map(({ won }) => won)) : undefined,
    areaUnderOscr: both ? mean(pairs.map(({ wonRight }) => wonRight)) : undefined,
    falsePositiveRateAt95: both ? Math.min(...rates) : undefined,
  };
}

const arbitraryRows: fc.Arbitrary<[number, PlainOpenSetRow[]]> = fc
  .integer({ min: 1, max: 4 })
  .chain((numClasses) =>
    fc.tuple(
      fc.constant(numClasses),
      fc.array(
        fc.record({
          // Few values, so that rows tie.
          logits: fc.array(fc.constantFrom(-2, -1, 0, 0.5, 1, 3), {
            minLength: numClasses + 1,
            maxLength: numClasses + 1,
          }),
          truth: fc.option(fc.nat(numClasses - 1), { nil: undefined }),
        }),
        { minLength: 1, maxLength: 30 },
      ),
    ),
  );

const withoutLast = (rows: readonly PlainOpenSetRow[]): PlainOpenSetRow[] =>
  rows.map(({ logits, truth }) => ({ logits: logits.slice(0, -1), truth }));

/** Of two classes: right and sure, right and unsure, wrong, and two unknown rows, of which the second ties. */
const byHand: PlainOpenSetRow[] = [
  { logits: [Math.log(9), -1], truth: 0 },
  { logits: [-2, Math.log(1 / 4)], truth: 1 },
  { logits: [Math.log(3), 0], truth: 1 },
  { logits: [-3, Math.log(1 / 9)], truth: undefined },
  { logits: [Math.log(3), -4], truth: undefined },
];

describe('createOpenSetMetrics', () => {
  it('has every value computed by hand, and no other key', () => {
    const { calibrationBins, ...report } = measure(byHand, { numClasses: 2, numBins: 2 }, 2);
    expect(report).toEqual({
      numRows: 5,
      numKnown: 3,
      numUnknown: 2,
      numClasses: 2,
      score: 'max-sigmoid',
      temperature: 1,
      threshold: 0.5,
      closedSetAccuracy: 2 / 3,
      // Scores .9 .2 .75 and .1 .75: the second row is rejected, the third is wrong, the last accepted.
      accuracy: 2 / 5,
      balancedAccuracy: (1 + 0 + 1 / 2) / 3,
      classes: [
        { numRows: 1, accuracy: 1, meanScore: expect.closeTo(0.9, 14) },
        { numRows: 2, accuracy: 0, meanScore: expect.closeTo((0.2 + 0.75) / 2, 14) },
      ],
      unknown: { numRows: 2, accuracy: 1 / 2, meanScore: expect.closeTo((0.1 + 0.75) / 2, 14) },
      // .9 wins twice, .75 wins and ties, .2 wins once; but .75 is wrong.
      areaUnderRoc: 4.5 / 6,
      areaUnderOscr: 3 / 6,
      falsePositiveRateAt95: 1 / 2,
      // Between log odds of 1/4 and 1/9.
      thresholdAt95: expect.closeTo(1 / 7, 14),
      // In (0, .5] .2 that is right, in (.5, 1] .9 and .75, of which one is.
      expectedCalibrationError: expect.closeTo((0.8 + 2 * (0.825 - 0.5)) / 3, 14),
      isExact: true,
    });
    expect(calibrationBins).toMatchObject([
      { count: 1, accuracy: 1 },
      { count: 2, accuracy: 0.5 },
    ]);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  it('is the plain definitions of all rows, with ties, however they are cut, kept or counted in bins', () => {
    fc.assert(
      fc.property(
        arbitraryRows,
        fc.constantFrom<KnownnessScore>('max-sigmoid', 'max-softmax', 'energy', 'one-minus-unknown'),
        fc.nat(30),
        fc.constantFrom(0, 3, 100),
        ([numClasses, wide], score, cut, maxStoredScores) => {
          const rows = score === 'one-minus-unknown' ? wide : withoutLast(wide);
          const threshold = score === 'energy' ? 0.9 : 0.6;
          const report = measure(rows, { numClasses, score, threshold, maxStoredScores }, cut);
          const { falsePositiveRateAt95, ...plain } = plainReport(
            rows,
            numClasses,
            score,
            threshold,
            report.isExact,
          );
          for (const [key, value] of Object.entries(plain)) {
            const actual = report[key as keyof OpenSetReport];
            if (value === undefined) expect(actual, key).toBeUndefined();
            else expect(actual, key).toBeCloseTo(value, 12);
          }
          expect(report.falsePositiveRateAt95).toBe(falsePositiveRateAt95);
          expect(report.isExact).toBe(rows.length <= maxStoredScores);
        },
      ),
    );
  });

  it('names a threshold that truly accepts 95% of known rows and as many unknown ones as it says', () => {
    const random = createRandom(3);
    const rows = Array.from({ length: 400 }, (_, i) => ({
      logits: [random.normal() + (i % 3), random.normal()],
      truth: i % 3 === 0 ? undefined : 0,
    }));
    for (const score of ['max-sigmoid', 'max-softmax', 'energy'] as const) {
      for (const maxStoredScores of [0, 1000]) {
        const options = { numClasses: 2, score, maxStoredScores };
        const { thresholdAt95, falsePositiveRateAt95 } = measure(rows, options);
        const { logits, numRows } = batchOf(rows, 2);
        const accepted = knownness({ logits, numRows, numClasses: 2, score }).map((one) =>
          Number(one > thresholdAt95!),
        );
        const shareOf = (isKnown: boolean): number =>
          mean([...accepted].filter((_, i) => (rows[i]!.truth !== undefined) === isKnown));
        expect(shareOf(true)).toBeGreaterThanOrEqual(0.95);
        expect(shareOf(true)).toBeLessThan(maxStoredScores === 0 ? 0.97 : 0.955);
        expect(shareOf(false)).toBeCloseTo(falsePositiveRateAt95!, 12);
      }
    }
  });

  it('ranks rows whose probabilities round to 1', () => {
    const rows = [
      { logits: [60, 0], truth: 0 },
      { logits: [50, 0], truth: undefined },
    ];
    for (const score of ['max-sigmoid', 'max-softmax'] as const) {
      const report = measure(rows, { numClasses: 2, score });
      expect(report.areaUnderRoc).toBe(1);
      expect(report.thresholdAt95).toBeLessThan(1);
    }
  });

  it('decides by the extra class, by one threshold per class, or not at all', () => {
    const rows = [
      { logits: [1, 0, 0.5], truth: 0 },
      { logits: [1, 0, 1.5], truth: undefined },
      { logits: [0, 1, 1], truth: 1 },
    ];
    const extra = measure(rows, { numClasses: 2, score: 'one-minus-unknown' });
    expect(extra).toMatchObject({ accuracy: 1, balancedAccuracy: 1 });
    expect(extra).not.toHaveProperty('threshold');
    const plain = withoutLast(rows);
    const perClass = measure(plain, { numClasses: 2, threshold: [0.9, 0.1] });
    expect(perClass).toMatchObject({ threshold: [0.9, 0.1], accuracy: 2 / 3 });
    expect(perClass.classes.map(({ accuracy }) => accuracy)).toEqual([0, 1]);
    const energy = measure(plain, { numClasses: 2, score: 'energy' });
    for (const key of ['threshold', 'accuracy', 'balancedAccuracy']) expect(energy).not.toHaveProperty(key);
    expect(energy.unknown).toEqual({ numRows: 1, meanScore: expect.closeTo(Math.log(1 + Math.E), 14) });
  });

  it('divides by the temperature', () => {
    const report = measure(byHand, { numClasses: 2, temperature: 0.5 });
    expect(report.classes[0]!.meanScore).toBeCloseTo(81 / 82, 14);
    const softmax = measure([{ logits: [Math.log(3), 0], truth: 0 }], {
      numClasses: 2,
      score: 'max-softmax',
      temperature: 0.5,
    });
    expect(softmax.expectedCalibrationError).toBeCloseTo(1 - 9 / 10, 14);
  });

  it('leaves out what needs rows that did not come', () => {
    const knownOnly = measure(byHand.slice(0, 3), { numClasses: 2 });
    const unknownOnly = measure(byHand.slice(3), { numClasses: 2 });
    for (const key of ['areaUnderRoc', 'areaUnderOscr', 'falsePositiveRateAt95']) {
      expect(knownOnly).not.toHaveProperty(key);
      expect(unknownOnly).not.toHaveProperty(key);
    }
    expect(knownOnly).toMatchObject({ closedSetAccuracy: 2 / 3, numUnknown: 0, balancedAccuracy: 1 / 2 });
    expect(knownOnly.unknown).toEqual({ numRows: 0, accuracy: 0, meanScore: 0 });
    expect(knownOnly.thresholdAt95).toBeCloseTo(1 / 17, 14);
    for (const key of ['closedSetAccuracy', 'expectedCalibrationError', 'thresholdAt95']) {
      expect(unknownOnly).not.toHaveProperty(key);
    }
    expect(unknownOnly).toMatchObject({ accuracy: 1 / 2, balancedAccuracy: 1 / 2, numKnown: 0 });
  });

  it('refuses bad batches without counting them, bad options, and a result of nothing', () => {
    const metrics = createOpenSetMetrics({ numClasses: 2 });
    expect(() => metrics.result()).toThrow(/no rows were added/);
    const batch = batchOf(byHand, 2);
    const logits = batch.logits.slice();
    logits[9] = Number.NaN;
    expect(() => metrics.add({ ...batch, logits })).toThrow(
      'OpenSetMetrics.add: logits must be finite, that of row 4, class 1 is NaN',
    );
    expect(() => metrics.add({ ...batch, labels: labelSetsFrom([[], [], [0, 1], [], []], 2) })).toThrow(
      /row 2 has 2 labels; expected one class, or none/,
    );
    expect(() => metrics.add({ ...batch, labels: labelSetsFrom([[]], 2) })).toThrow(/expected 5 rows, got 1/);
    expect(() => metrics.add(undefined as unknown as OpenSetBatch)).toThrow(TypeError);
    expect(() => metrics.result()).toThrow(RangeError);
    const make = (changes: object) => () => createOpenSetMetrics({ numClasses: 2, ...changes });
    expect(make({ numClasses: 0 })).toThrow(RangeError);
    expect(make({ score: 'entropy' })).toThrow(/one of "max-sigmoid"/);
    expect(make({ threshold: Number.NaN })).toThrow(/threshold must be a finite number/);
    expect(make({ threshold: [0.5] })).toThrow(/2 classes need as many thresholds, got 1/);
    expect(make({ threshold: [0.5, '1'] })).toThrow(TypeError);
    expect(make({ threshold: 'high' })).toThrow(/threshold must be a number or an array/);
    expect(make({ temperature: 0 })).toThrow(RangeError);
    expect(make({ numBins: 0 })).toThrow(RangeError);
    expect(make({ maxStoredScores: -1 })).toThrow(RangeError);
  });
});
