import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMatrix, type Matrix } from '../matrix/matrix.js';
import { labelSetsFrom } from '../sparse/label-sets.js';
import { randomMatrix } from '../testing/random-matrix.js';
import { adaptiveCrossEntropyReference } from './adaptive-cross-entropy.js';
import { asymmetricReference } from './asymmetric.js';
import { focalReference } from './focal.js';
import type { LossReference, LossReferenceOptions } from './mean-loss.js';
import { sigmoidCrossEntropyReference } from './sigmoid-cross-entropy.js';

type Loss = (options: LossReferenceOptions) => LossReference;
const losses: [string, Loss][] = [
  ['sigmoid cross entropy', sigmoidCrossEntropyReference],
  ['focal', focalReference],
  ['focal, gamma 0.5, alpha 0.25', (options) => focalReference({ ...options, gamma: 0.5, alpha: 0.25 })],
  ['adaptive', adaptiveCrossEntropyReference],
  [
    'adaptive, smoothed, alpha 0.3, gamma 1.5',
    (options) => adaptiveCrossEntropyReference({ labelSmoothing: 0.1, ...options, alpha: 0.3, gamma: 1.5 }),
  ],
  ['asymmetric', asymmetricReference],
  [
    'asymmetric without margin',
    (options) => asymmetricReference({ ...options, gammaPositive: 1, margin: 0 }),
  ],
  [
    'asymmetric, margin only',
    (options) => asymmetricReference({ ...options, gammaNegative: 0, margin: 0.2 }),
  ],
];

const one = (loss: Loss, logit: number, target: number): number =>
  loss({ logits: createMatrix(1, 1, [logit]), targets: createMatrix(1, 1, [target]) }).loss;

describe('losses by hand', () => {
  // p = σ(log 3) = 3/4.
  const z = Math.log(3);

  it('sigmoid cross entropy', () => {
    expect(one(sigmoidCrossEntropyReference, z, 1)).toBeCloseTo(Math.log(4 / 3), 14);
    expect(one(sigmoidCrossEntropyReference, z, 0)).toBeCloseTo(Math.log(4), 14);
    expect(one(sigmoidCrossEntropyReference, z, 0.5)).toBeCloseTo((Math.log(4 / 3) + Math.log(4)) / 2, 14);
    expect(one(sigmoidCrossEntropyReference, 0, 0.3)).toBeCloseTo(Math.log(2), 14);
  });

  it('focal', () => {
    expect(one(focalReference, z, 1)).toBeCloseTo(Math.log(4 / 3) / 16, 14);
    expect(one(focalReference, z, 0)).toBeCloseTo((9 / 16) * Math.log(4), 14);
    const weighted: Loss = (options) => focalReference({ ...options, gamma: 1, alpha: 0.25 });
    expect(one(weighted, z, 1)).toBeCloseTo((0.25 * Math.log(4 / 3)) / 4, 14);
    expect(one(weighted, z, 0)).toBeCloseTo(0.75 * 0.75 * Math.log(4), 14);
  });

  it('adaptive: the values that its source publishes, and balance and focus by hand', () => {
    const logit = (p: number): number => Math.log(p / (1 - p));
    const table = [0, 1, 0, 0].map((y, i) =>
      one(adaptiveCrossEntropyReference, logit([0.6, 0.4, 0.4, 0.6][i]!), y),
    );
    [0.9162906, 0.9162905, 0.5108254, 0.9162906].forEach((value, i) => {
      expect(table[i]).toBeCloseTo(value, 6);
    });
    const all: Loss = (options) =>
      adaptiveCrossEntropyReference({ ...options, alpha: 0.2, gamma: 2, labelSmoothing: 0.2 });
    // Targets 0.9 and 0.1; p = 3/4.
    const entropy = (y: number): number => y * Math.log(4 / 3) + (1 - y) * Math.log(4);
    expect(one(all, z, 1)).toBeCloseTo(0.8 * 0.15 ** 2 * entropy(0.9), 14);
    expect(one(all, z, 0)).toBeCloseTo(0.2 * 0.65 ** 2 * entropy(0.1), 14);
  });

  it('asymmetric', () => {
    expect(one(asymmetricReference, z, 1)).toBeCloseTo(Math.log(4 / 3), 14);
    expect(one(asymmetricReference, z, 0)).toBeCloseTo(-(0.7 ** 4) * Math.log(0.3), 14);
    // p = 0.04 is below the margin.
    expect(one(asymmetricReference, Math.log(0.04 / 0.96), 0)).toBe(0);
  });

  it('weighs labels, smooths targets and takes the mean over the whole batch', () => {
    const logits = createMatrix(2, 2, [0, z, z, 0]);
    const targets = labelSetsFrom([[1], []], 2);
    const plain = Math.log(2) + Math.log(4 / 3) + Math.log(4) + Math.log(2);
    expect(sigmoidCrossEntropyReference({ logits, targets }).loss).toBeCloseTo(plain / 4, 14);
    const weighted = 2 * Math.log(2) + 3 * Math.log(4 / 3) + 2 * Math.log(4) + 3 * Math.log(2);
    expect(sigmoidCrossEntropyReference({ logits, targets, labelWeights: [2, 3] }).loss).toBeCloseTo(
      weighted / 4,
      14,
    );
    const smoothed = createMatrix(2, 2, [0.05, 0.95, 0.05, 0.05]);
    expect(sigmoidCrossEntropyReference({ logits, targets, labelSmoothing: 0.1 }).loss).toBeCloseTo(
      sigmoidCrossEntropyReference({ logits, targets: smoothed }).loss,
      14,
    );
    const towardsZero = createMatrix(2, 2, [0, 0.8, 0, 0]);
    expect(
      sigmoidCrossEntropyReference({ logits, targets, labelSmoothing: { amount: 0.2, target: 0 } }).loss,
    ).toBeCloseTo(sigmoidCrossEntropyReference({ logits, targets: towardsZero }).loss, 14);
  });
});

describe.each(losses)('laws of every loss: %s', (_, loss) => {
  const targets = createMatrix(3, 4, [0, 1, 1, 0, 0.25, 0, 1, 1, 0, 0.5, 1, 0]);
  const labelWeights = [1, 0.5, 2, 0];

  it('has the gradient that finite differences show', () => {
    const logits = randomMatrix(3, 4, 8);
    const options = { targets, labelWeights, labelSmoothing: { amount: 0.1, target: 0.3 } };
    const { gradient } = loss({ logits, ...options });
    for (let i = 0; i < 12; i++) {
      const moved = (step: number): number => {
        const data = logits.data.map((value, j) => (i === j ? value + step : value));
        return loss({ logits: createMatrix(3, 4, data), ...options }).loss;
      };
      expect(gradient.data[i]).toBeCloseTo((moved(1e-6) - moved(-1e-6)) / 2e-6, 8);
    }
  });

  it('is finite, >= 0 and has a finite gradient out to logits of ±1e4', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(fc.double({ min: -50, max: 50, noNaN: true }), fc.constantFrom(-1e4, 1e4, 0, -745, 745)),
          {
            minLength: 12,
            maxLength: 12,
          },
        ),
        (data) => {
          const result = loss({ logits: createMatrix(3, 4, data), targets });
          expect(Number.isFinite(result.loss)).toBe(true);
          expect(result.loss).toBeGreaterThanOrEqual(0);
          expect(result.gradient.data.every(Number.isFinite)).toBe(true);
        },
      ),
    );
  });

  it('is the mean of its rows, and 0 for an empty batch', () => {
    const logits = randomMatrix(3, 4, 9);
    const whole = loss({ logits, targets });
    const rowOf = (matrix: Matrix, r: number): Matrix =>
      createMatrix(1, 4, matrix.data.slice(4 * r, 4 * r + 4));
    const rows = [0, 1, 2].map((r) => loss({ logits: rowOf(logits, r), targets: rowOf(targets, r) }));
    expect(whole.loss).toBeCloseTo(
      rows.reduce((sum, row) => sum + row.loss / 3, 0),
      14,
    );
    rows.forEach((row, r) => {
      row.gradient.data.forEach((value, c) => {
        expect(whole.gradient.data[4 * r + c]).toBeCloseTo(value / 3, 14);
      });
    });
    expect(loss({ logits: createMatrix(0, 4), targets: labelSetsFrom([], 4) }).loss).toBe(0);
  });

  it('refuses shapes and values that are wrong', () => {
    const logits = createMatrix(1, 2);
    expect(() => loss({ logits, targets: createMatrix(2, 2) })).toThrow(/targets must be 1 x 2/);
    expect(() => loss({ logits, targets: createMatrix(1, 2, [0, 1.5]) })).toThrow(/row 0, label 1\) is 1.5/);
    expect(() => loss({ logits, targets: labelSetsFrom([[0]], 3) })).toThrow(RangeError);
    expect(() => loss({ logits, targets: labelSetsFrom([[0], [1]], 2) })).toThrow(RangeError);
    expect(() => loss({ logits, targets: labelSetsFrom([[0]], 2), labelWeights: [1] })).toThrow(
      /2 entries, got 1/,
    );
    expect(() => loss({ logits, targets: labelSetsFrom([[0]], 2), labelWeights: [1, -1] })).toThrow(
      RangeError,
    );
    expect(() => loss({ logits, targets: labelSetsFrom([[0]], 2), labelSmoothing: 2 })).toThrow(RangeError);
    expect(() => loss({ logits, targets: 1 as unknown as Matrix })).toThrow(TypeError);
    expect(() => loss(undefined as unknown as LossReferenceOptions)).toThrow(TypeError);
  });
});

describe('losses that contain each other', () => {
  it('focal and asymmetric without focusing are the cross entropy', () => {
    const options = { logits: randomMatrix(4, 5, 2), targets: labelSetsFrom([[0], [1, 2], [], [4]], 5) };
    const plain = sigmoidCrossEntropyReference(options);
    for (const same of [
      focalReference({ ...options, gamma: 0 }),
      asymmetricReference({ ...options, gammaNegative: 0, margin: 0 }),
    ]) {
      expect(same.loss).toBeCloseTo(plain.loss, 14);
      same.gradient.data.forEach((value, i) => {
        expect(value).toBeCloseTo(plain.gradient.data[i]!, 14);
      });
    }
    expect(() => focalReference({ ...options, gamma: -1 })).toThrow(RangeError);
    expect(() => focalReference({ ...options, alpha: 2 })).toThrow(RangeError);
    expect(() => asymmetricReference({ ...options, margin: 1 })).toThrow(RangeError);
  });
});
