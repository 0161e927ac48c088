import { countArgmaxableLabelSets, createMatrix } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { checkLayer } from '../layer/check-layer.js';
import { createExactScorer } from '../layer/exact-scorer.js';
import type { LayerInput, OutputRule } from '../layer/layer-input.js';
import { decideAll } from '../testing/decide-all.js';
import { latticeLayer, normalLayer, wildLayer } from '../testing/sample-layers.js';
import { argmaxableSets } from './argmaxable-sets.js';

/** The label sets, after every witness was checked exactly by a scorer that the enumeration does not use. */
function checkedSets(layer: LayerInput, rule: OutputRule = 'threshold'): (readonly number[])[] {
  const scorer = createExactScorer(checkLayer('test', { ...layer, rule }));
  return argmaxableSets(layer, { rule }).map(({ labels, witness, input }) => {
    expect(scorer.outputs(witness, labels), `witness of {${labels}}`).toBe(true);
    if (input !== undefined) expect(scorer.outputs(input, labels), `input of {${labels}}`).toBe(true);
    return labels;
  });
}

describe('argmaxableSets', () => {
  it.each([
    [1, 1],
    [3, 5],
    [6, 2],
    [10, 3],
    [12, 5],
    [16, 4],
    [9, 9],
  ])("general position, n = %i, d = %i: Cover's count", (numLabels, dim) => {
    for (const bias of [false, true]) {
      const sets = checkedSets(normalLayer(1, numLabels, dim, bias));
      expect(BigInt(sets.length)).toBe(countArgmaxableLabelSets({ numLabels, dim, bias }));
      expect(new Set(sets.map(String)).size).toBe(sets.length);
    }
  });

  it.each([
    ['threshold', 'threshold'],
    ['argmax', 'argmax'],
    ['top 2', { topK: 2 }],
    ['top 3', { topK: 3 }],
  ] as const)('degenerate layers, %s: the sets that the detector proves', async (_, rule) => {
    for (let seed = 0; seed < 8; seed++) {
      for (const [numLabels, dim] of [
        [3, 1],
        [5, 2],
        [7, 3],
      ] as const) {
        const layer = latticeLayer(seed, numLabels, dim, seed % 2 === 1);
        expect(checkedSets(layer, rule), `seed ${seed}, n = ${numLabels}`).toEqual(
          await decideAll(layer, rule),
        );
      }
    }
  });

  it.each([
    ['threshold', 'threshold'],
    ['argmax', 'argmax'],
    ['top 3', { topK: 3 }],
  ] as const)('n = 10 and n = 9, %s: the sets that the detector proves', async (_, rule) => {
    const [normal, lattice] = [normalLayer(3, 10, 3, true), latticeLayer(4, 9, 4)];
    expect(checkedSets(normal, rule)).toEqual(await decideAll(normal, rule));
    expect(checkedSets(lattice, rule)).toEqual(await decideAll(lattice, rule));
  });

  it('rows at scales of 1e±150 and rows that differ in the last bit', () => {
    for (let seed = 0; seed < 10; seed++) {
      for (const bias of [false, true]) {
        const layer = wildLayer(seed, 7, 3, bias);
        for (const rule of ['threshold', 'argmax', { topK: 2 }] as const) {
          expect(checkedSets(layer, rule).length).toBeGreaterThan(0);
        }
      }
    }
  });

  it('tells rows one unit in the last place apart, and only those', () => {
    const next = 1 + Number.EPSILON;
    const sets = (a: number): number => argmaxableSets({ weights: createMatrix(2, 2, [1, 1, a, 1]) }).length;
    expect(sets(1)).toBe(2);
    expect(sets(next)).toBe(4);
  });

  it('zero rows, ties and opposite rows', () => {
    const zeroRow = createMatrix(2, 1, [1, 0]);
    expect(argmaxableSets({ weights: zeroRow })).toEqual([]);
    expect(
      argmaxableSets({ weights: zeroRow, bias: Float64Array.of(0, -1) }).map(({ labels }) => labels),
    ).toEqual([[], [0]]);
    const labelsOf = (rows: number[], rule: OutputRule): (readonly number[])[] =>
      argmaxableSets({ weights: createMatrix(rows.length, 1, rows) }, { rule }).map(({ labels }) => labels);
    expect(labelsOf([2, 2], 'threshold')).toEqual([[], [0, 1]]);
    expect(labelsOf([2, -3], 'threshold')).toEqual([[0], [1]]);
    expect(labelsOf([-1, 0, 1], 'argmax')).toEqual([[0], [2]]);
    expect(labelsOf([1, 1, 0], 'argmax')).toEqual([[2]]);
    expect(labelsOf([1, 1, 0], { topK: 2 })).toEqual([[0, 1]]);
    expect(labelsOf([1, 1, 0], { topK: 3 })).toEqual([[0, 1, 2]]);
    expect(labelsOf([5], 'argmax')).toEqual([[0]]);
  });

  it("uses the layer's own rule unless another is given", () => {
    const layer: LayerInput = { weights: createMatrix(3, 1, [-1, 0.25, 1]), rule: 'argmax' };
    expect(argmaxableSets(layer).map(({ labels }) => labels)).toEqual([[0], [2]]);
    expect(argmaxableSets(layer, { rule: 'threshold' }).map(({ labels }) => labels)).toEqual([[0], [1, 2]]);
  });

  it('orders by size, then lexicographically, and gives short inputs', () => {
    const sets = argmaxableSets({ weights: createMatrix(3, 2, [1, 0, 0, 1, -1, -1]) });
    expect(sets.map(({ labels }) => labels)).toEqual([[0], [1], [2], [0, 1], [0, 2], [1, 2]]);
    for (const { input } of sets) expect(Math.max(...input!.map(Math.abs))).toBeLessThan(16);
  });

  it('finds inputs beyond the range of doubles as rational numbers only', () => {
    // 1e-300 x > 1e300 needs x > 1e600.
    const weights = createMatrix(1, 1, [1e-300]);
    const [, on] = argmaxableSets({ weights, bias: Float64Array.of(-1e300) });
    expect(on!.labels).toEqual([0]);
    expect(on!.input).toBeUndefined();
    expect(on!.witness.numerators[0]! / on!.witness.denominator).toBeGreaterThan(10n ** 600n);
  });

  it('says what is wrong and how to fix it', () => {
    const layer = normalLayer(0, 8, 4);
    expect(() => argmaxableSets(layer, { limit: 10 })).toThrow(
      /8 labels and rank 4 outputs more than 10 sets\. Raise/,
    );
    expect(() => argmaxableSets(layer, { limit: 0 })).toThrow(RangeError);
    expect(() => argmaxableSets(layer, { rule: { topK: 9 } })).toThrow(/topK must be an integer in \[1, 8\]/);
    expect(() => argmaxableSets(layer, { rule: 'softmax' as never })).toThrow(TypeError);
    expect(() => argmaxableSets({ weights: createMatrix(53, 1) })).toThrow(
      /at most 52 labels, got 53\. Ask @sbn\/detect/,
    );
    expect(() => argmaxableSets({ weights: createMatrix(1, 2, [1, Number.NaN]) })).toThrow(/row 0, column 1/);
    expect(() => argmaxableSets({ ...layer, bias: Float64Array.of(1) })).toThrow(
      /one entry per label, 8, got 1/,
    );
    expect(() => argmaxableSets(undefined as never)).toThrow(TypeError);
  });

  it('lists the 1,152 sets of n = 16, d = 4 in seconds, not minutes', () => {
    const start = performance.now();
    argmaxableSets(normalLayer(2, 16, 4));
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
