import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type KnownnessOptions, knownness } from './knownness.js';
import type { KnownnessScore } from './knownness-score.js';

const scores: readonly KnownnessScore[] = ['max-sigmoid', 'max-softmax', 'energy', 'one-minus-unknown'];

/** The definitions, straight from their formulas: right where nothing overflows. */
function plainKnownness(row: readonly number[], score: KnownnessScore, temperature: number): number {
  const powers = row.map((z) => Math.exp(z / temperature));
  const sum = powers.reduce((a, b) => a + b, 0);
  switch (score) {
    case 'max-sigmoid':
      return Math.max(...powers.map((power) => power / (1 + power)));
    case 'max-softmax':
      return Math.max(...powers) / sum;
    case 'energy':
      return temperature * Math.log(sum);
    case 'one-minus-unknown':
      return 1 - powers.at(-1)! / sum;
  }
}

describe('knownness', () => {
  it('is known by hand', () => {
    // exp: 1, 2, 5.
    const logits = Float64Array.of(0, Math.log(2), Math.log(5));
    const of = (options: Partial<KnownnessOptions>): number =>
      knownness({ logits, numRows: 1, numClasses: 3, score: 'energy', ...options })[0]!;
    expect(of({ score: 'max-sigmoid' })).toBeCloseTo(5 / 6, 14);
    expect(of({ score: 'max-softmax' })).toBeCloseTo(5 / 8, 14);
    expect(of({ score: 'energy' })).toBeCloseTo(Math.log(8), 14);
    expect(of({ score: 'one-minus-unknown', numClasses: 2 })).toBeCloseTo(3 / 8, 14);
    expect(of({ score: 'max-softmax', temperature: 0.5 })).toBeCloseTo(25 / 30, 14);
    expect(of({ score: 'energy', temperature: 0.5 })).toBeCloseTo(0.5 * Math.log(30), 14);
    expect(of({ score: 'max-sigmoid', temperature: 0.5 })).toBeCloseTo(25 / 26, 14);
  });

  it('is its definition for every score, temperature and number of classes', () => {
    const rows = fc
      .integer({ min: 1, max: 5 })
      .chain((width) =>
        fc.array(
          fc.array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: width, maxLength: width }),
          { minLength: 1, maxLength: 6 },
        ),
      );
    fc.assert(
      fc.property(
        rows,
        fc.constantFrom(...scores),
        fc.double({ min: 0.5, max: 3, noNaN: true }),
        (table, score, temperature) => {
          const width = table[0]!.length;
          fc.pre(score !== 'one-minus-unknown' || width > 1);
          const numClasses = score === 'one-minus-unknown' ? width - 1 : width;
          const logits = Float64Array.from(table.flat());
          const actual = knownness({ logits, numRows: table.length, numClasses, score, temperature });
          table.forEach((row, i) => {
            expect(actual[i]).toBeCloseTo(plainKnownness(row, score, temperature), 11);
          });
        },
      ),
    );
  });

  it('stays right at logits of ±1e3', () => {
    const logits = Float32Array.of(1e3, -1e3, -1e3, -1e3);
    const of = (score: KnownnessScore): number[] => [
      ...knownness({ logits, numRows: 2, numClasses: score === 'one-minus-unknown' ? 1 : 2, score }),
    ];
    expect(of('max-sigmoid')).toEqual([1, 0]);
    expect(of('max-softmax')).toEqual([1, 0.5]);
    expect(of('energy')).toEqual([1000, -1000 + Math.LN2]);
    expect(of('one-minus-unknown')).toEqual([1, 0.5]);
  });

  it('refuses what it cannot score, naming the row', () => {
    const logits = Float32Array.of(1, 2, 3, 4);
    const options = { logits, numRows: 2, numClasses: 2, score: 'max-softmax' } as const;
    const changed = (changes: object) => () => knownness({ ...options, ...changes });
    expect(changed({ logits: Float32Array.of(1, 2, 3, Number.NaN) })).toThrow(
      'knownness: logits must be finite, that of row 1, class 1 is NaN',
    );
    expect(changed({ logits: Float32Array.of(1, Number.POSITIVE_INFINITY, 3, 4) })).toThrow(RangeError);
    expect(changed({ logits: [1, 2, 3, 4] })).toThrow(TypeError);
    expect(changed({ score: 'one-minus-unknown' })).toThrow(/2 rows of 3 logits need 6 numbers, got 4/);
    expect(changed({ score: 'entropy' })).toThrow(/one of "max-sigmoid", .* got "entropy"/);
    expect(changed({ score: undefined })).toThrow(TypeError);
    expect(changed({ temperature: 0 })).toThrow(/temperature must be > 0, got 0/);
    expect(changed({ temperature: -1 })).toThrow(RangeError);
    expect(changed({ numClasses: 0 })).toThrow(RangeError);
  });
});
