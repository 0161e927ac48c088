import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random/random.js';
import { labelSetsFrom } from '../sparse/label-sets.js';
import { labelSetsFromClasses } from '../sparse/label-sets-from-classes.js';
import { fitTemperature, type TemperatureOptions } from './fit-temperature.js';

type Row = readonly [logits: readonly number[], labels: readonly number[]];

function optionsOf(rows: readonly Row[], form: 'softmax' | 'sigmoid'): TemperatureOptions {
  return {
    logits: Float64Array.from(rows.flatMap(([logits]) => logits)),
    numRows: rows.length,
    labels: labelSetsFrom(
      rows.map(([, labels]) => labels),
      rows[0]![0].length,
    ),
    form,
  };
}

/** The negative log likelihood, straight from its definition. */
function plainLikelihood(rows: readonly Row[], form: 'softmax' | 'sigmoid', temperature: number): number {
  const losses = rows.flatMap(([logits, labels]) => {
    const scaled = logits.map((z) => z / temperature);
    if (form === 'sigmoid') {
      return scaled.map((z, label) => Math.log1p(Math.exp(labels.includes(label) ? -z : z)));
    }
    const logSum = Math.log(scaled.reduce((sum, z) => sum + Math.exp(z), 0));
    if (labels.length === 0) return [];
    return [labels.reduce((sum, label) => sum + (logSum - scaled[label]!) / labels.length, 0)];
  });
  return losses.reduce((a, b) => a + b, 0) / losses.length;
}

describe('fitTemperature', () => {
  it('finds the temperature known by hand', () => {
    // Logits of ±a that are right three times of four: σ(a/T) = 3/4, a/T = ln 3.
    const rows: Row[] = [
      [[2], [0]],
      [[2], [0]],
      [[2], [0]],
      [[2], []],
    ];
    const fitted = fitTemperature(optionsOf(rows, 'sigmoid'));
    expect(fitted.temperature).toBeCloseTo(2 / Math.log(3), 9);
    expect(fitted.negativeLogLikelihood).toBeCloseTo(-(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25)), 12);
    expect(fitted.negativeLogLikelihoodBefore).toBeCloseTo(plainLikelihood(rows, 'sigmoid', 1), 12);
    // The same as a softmax of two classes.
    const pairs: Row[] = rows.map(([, labels]) => [[2, 0], labels.length === 1 ? [0] : [1]]);
    expect(fitTemperature(optionsOf(pairs, 'softmax')).temperature).toBeCloseTo(2 / Math.log(3), 9);
  });

  it('is no worse than any temperature of a fine grid, and reports likelihoods truly', () => {
    const rows = fc.integer({ min: 1, max: 4 }).chain((numLabels) =>
      fc.array(
        fc.tuple(
          fc.array(fc.double({ min: -6, max: 6, noNaN: true }), {
            minLength: numLabels,
            maxLength: numLabels,
          }),
          fc.subarray(Array.from({ length: numLabels }, (_, label) => label)),
        ),
        { minLength: 1, maxLength: 10 },
      ),
    );
    fc.assert(
      fc.property(rows, fc.constantFrom('softmax', 'sigmoid'), (table, form) => {
        fc.pre(form === 'sigmoid' || table.some(([, labels]) => labels.length > 0));
        const fitted = fitTemperature(optionsOf(table, form));
        expect(fitted.temperature).toBeGreaterThanOrEqual(0.01);
        expect(fitted.temperature).toBeLessThanOrEqual(100);
        expect(fitted.negativeLogLikelihood).toBeCloseTo(plainLikelihood(table, form, fitted.temperature), 9);
        expect(fitted.negativeLogLikelihoodBefore).toBeCloseTo(plainLikelihood(table, form, 1), 12);
        for (let power = -2; power <= 2; power += 0.05) {
          const other = plainLikelihood(table, form, 10 ** power);
          expect(fitted.negativeLogLikelihood).toBeLessThanOrEqual(other + 1e-9);
        }
      }),
    );
  });

  it('takes back what logits were multiplied by', () => {
    const random = createRandom(4);
    const numClasses = 5;
    const logits = Float64Array.from({ length: 4000 * numClasses }, () => 2 * random.normal());
    const classes = Array.from({ length: 4000 }, (_, row) => {
      const powers = Array.from(logits.subarray(row * numClasses, (row + 1) * numClasses), Math.exp);
      let left = random.uniform() * powers.reduce((a, b) => a + b, 0);
      return Math.max(
        0,
        powers.findIndex((power) => {
          left -= power;
          return left < 0;
        }),
      );
    });
    const options = {
      numRows: 4000,
      labels: labelSetsFromClasses(classes, numClasses),
      form: 'softmax',
    } as const;
    const first = fitTemperature({ ...options, logits });
    const second = fitTemperature({ ...options, logits: logits.map((z) => 7 * z) });
    expect(first.temperature).toBeCloseTo(1, 1);
    expect(second.temperature).toBeCloseTo(7 * first.temperature, 7);
    expect(second.negativeLogLikelihood).toBeCloseTo(first.negativeLogLikelihood, 10);
    expect(second.negativeLogLikelihood).toBeLessThan(second.negativeLogLikelihoodBefore);
  });

  it('stops at the ends of its interval, and at 1 where any temperature is as good', () => {
    for (const form of ['softmax', 'sigmoid'] as const) {
      const right = fitTemperature(
        optionsOf(
          [
            [[3, -3], [0]],
            [[-3, 3], [1]],
          ],
          form,
        ),
      );
      expect(right).toMatchObject({ temperature: 0.01, isAtBound: true });
      const wrong = fitTemperature(
        optionsOf(
          [
            [[3, -3], [1]],
            [[-3, 3], [0]],
          ],
          form,
        ),
      );
      expect(wrong).toMatchObject({ temperature: 100, isAtBound: true });
      const silent = fitTemperature(
        optionsOf(
          [
            [[0, 0], [0]],
            [[0, 0], [1]],
          ],
          form,
        ),
      );
      expect(silent).toMatchObject({ temperature: 1, isAtBound: false });
      expect(silent.negativeLogLikelihood).toBeCloseTo(Math.LN2, 14);
    }
    const far = fitTemperature(
      optionsOf(
        [
          [[1e3, -1e3], [0]],
          [[1e3, -1e3], [0]],
          [[1e3, -1e3], [1]],
        ],
        'softmax',
      ),
    );
    expect(far).toMatchObject({ temperature: 100, isAtBound: true });
    expect(far.negativeLogLikelihoodBefore).toBeCloseTo(2000 / 3, 9);
  });

  it('refuses what it cannot fit', () => {
    const options = optionsOf(
      [
        [[1, 2], [0]],
        [[0, 1], []],
      ],
      'softmax',
    );
    const changed = (changes: object) => () => fitTemperature({ ...options, ...changes });
    expect(changed({ labels: labelSetsFrom([[], []], 2) })).toThrow(/no row has a label/);
    expect(changed({ logits: Float64Array.of(1, 2, Number.NaN, 0) })).toThrow(/row 1, class 0 is NaN/);
    expect(changed({ form: 'linear' })).toThrow(/form must be "softmax" or "sigmoid", got "linear"/);
    expect(changed({ form: undefined })).toThrow(RangeError);
    expect(changed({ numRows: 0 })).toThrow(RangeError);
    expect(changed({ labels: labelSetsFrom([[0]], 2) })).toThrow(/expected 2 rows, got 1/);
    expect(changed({ logits: [1, 2, 3, 4] })).toThrow(TypeError);
  });
});
