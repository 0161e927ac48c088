import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random/random.js';
import { isArgmaxableByAlternation } from '../signs/is-argmaxable-by-alternation.js';
import { labelSetAt, labelSetsFrom } from '../sparse/label-sets.js';
import type { LabelSets } from '../sparse/sparse-rows.js';
import { coOccurrenceLabelOrder } from './co-occurrence-label-order.js';
import { frequencyLabelOrder } from './frequency-label-order.js';
import { randomLabelOrder } from './random-label-order.js';
import { reorderLabels } from './reorder-labels.js';
import { signChangesInOrder } from './sign-changes-in-order.js';

const setsOf = (sets: LabelSets): number[][] =>
  Array.from({ length: sets.numRows }, (_, row) => [...labelSetAt(sets, row)]);
const total = (changes: Uint32Array): number => changes.reduce((sum, value) => sum + value, 0);

const randomSets = fc
  .integer({ min: 1, max: 9 })
  .chain((numLabels) =>
    fc
      .array(fc.subarray(Array.from({ length: numLabels }, (_, label) => label)), { maxLength: 12 })
      .map((sets) => labelSetsFrom(sets, numLabels)),
  );

describe('label orders', () => {
  it('list every label once, the same ones every time', () => {
    fc.assert(
      fc.property(randomSets, fc.integer(), (sets, seed) => {
        for (const make of [
          () => coOccurrenceLabelOrder(sets),
          () => frequencyLabelOrder(sets),
          () => randomLabelOrder(sets.numCols, seed),
        ]) {
          const order = make();
          expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: sets.numCols }, (_, i) => i));
          expect(make()).toEqual(order);
        }
      }),
    );
    expect(randomLabelOrder(50, 1)).not.toEqual(randomLabelOrder(50, 2));
  });

  it('put the most frequent label first', () => {
    const sets = labelSetsFrom([[1, 3], [3], [0, 1, 3]], 5);
    expect([...frequencyLabelOrder(sets)]).toEqual([3, 1, 0, 2, 4]);
  });

  it('put labels that occur together side by side: hidden neighbours are found again', () => {
    const random = createRandom(5);
    const hidden = random.shuffle(Array.from({ length: 60 }, (_, label) => label));
    const sets = labelSetsFrom(
      Array.from({ length: 400 }, () => {
        const start = random.int(60);
        return Array.from({ length: 2 + random.int(3) }, (_, i) => hidden[(start + i) % 60]!).sort(
          (a, b) => a - b,
        );
      }),
      60,
    );
    const order = coOccurrenceLabelOrder(sets);
    expect(signChangesInOrder(sets, order).every((changes) => changes === 2)).toBe(true);
  });

  it('have nearly as few sign changes as the best of all orders', () => {
    const random = createRandom(8);
    let [found, best, given] = [0, 0, 0];
    for (let trial = 0; trial < 30; trial++) {
      const sets = labelSetsFrom(
        Array.from({ length: 12 }, () => [...random.sample(7, 1 + random.int(4))]),
        7,
      );
      found += total(signChangesInOrder(sets, coOccurrenceLabelOrder(sets)));
      given += total(signChangesInOrder(sets, [0, 1, 2, 3, 4, 5, 6]));
      best += Math.min(...toursOf(7).map((order) => total(signChangesInOrder(sets, order))));
    }
    expect(found).toBeLessThan(best * 1.03);
    expect(given).toBeGreaterThan(best * 1.15);
  });
});

describe('reorderLabels', () => {
  it('renumbers labels and nothing else', () => {
    const sets = labelSetsFrom([[0, 2], [], [1, 2, 3]], 4);
    const order = [2, 0, 3, 1];
    expect(setsOf(reorderLabels(sets, order))).toEqual([[0, 1], [], [0, 2, 3]]);
    expect(setsOf(sets)).toEqual([[0, 2], [], [1, 2, 3]]);
  });

  it('refuses what lists not every label once', () => {
    const sets = labelSetsFrom([[0]], 2);
    for (const [order, message] of [
      [[0], /must have all 2 labels, got 1/],
      [[0, 2], /order\[1\] must be a label in \[0, 2\), got 2/],
      [[1, 1], /label 1 twice/],
    ] as const) {
      expect(() => reorderLabels(sets, order)).toThrow(message);
    }
    expect(() => reorderLabels(sets, 3 as never)).toThrow(TypeError);
  });
});

it('sign changes in an order decide like the layer with its rows permuted', () => {
  fc.assert(
    fc.property(randomSets, fc.integer(), (sets, seed) => {
      const numLabels = sets.numCols;
      const order = randomLabelOrder(numLabels, seed);
      const permutation = new Uint32Array(numLabels);
      order.forEach((label, position) => {
        permutation[label] = position;
      });
      const changes = signChangesInOrder(sets, order);
      for (let k = 0; 2 * k < numLabels; k++) {
        for (let row = 0; row < sets.numRows; row++) {
          const structure = { kind: 'trigonometric', k, permutation } as const;
          expect(changes[row]! <= 2 * k).toBe(
            isArgmaxableByAlternation({ labels: labelSetAt(sets, row), numLabels, structure }),
          );
        }
      }
    }),
  );
});

/** All orders of n labels that begin with label 0. */
function toursOf(n: number): number[][] {
  const grow = (start: number[]): number[][] =>
    start.length === n
      ? [start]
      : Array.from({ length: n }, (_, label) => label)
          .filter((label) => !start.includes(label))
          .flatMap((label) => grow([...start, label]));
  return grow([0]);
}
