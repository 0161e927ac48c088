import { binomial, createMatrix } from '@sbn/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argmaxableSets } from '../cells/argmaxable-sets.js';
import { labelsOfKey } from '../cells/label-key.js';
import type { LayerInput } from '../layer/layer-input.js';
import { integerRows, rationalRank } from '../testing/rational-rank.js';
import { latticeLayer, normalLayer, wildLayer } from '../testing/sample-layers.js';
import { circuits } from './circuits.js';
import { cocircuits } from './cocircuits.js';
import { findForbiddingCircuit } from './find-forbidding-circuit.js';
import type { SignedSet } from './signed-set.js';

const arbitraryLayer: fc.Arbitrary<LayerInput> = fc
  .record({
    kind: fc.constantFrom(normalLayer, latticeLayer, latticeLayer, wildLayer),
    seed: fc.nat(10_000),
    numLabels: fc.integer({ min: 1, max: 7 }),
    dim: fc.integer({ min: 1, max: 4 }),
    bias: fc.boolean(),
  })
  .map(({ kind, seed, numLabels, dim, bias }) => kind(seed, numLabels, dim, bias));

/** Element -> sign, infinity as element n. */
function signsOf(set: SignedSet, numLabels: number): Map<number, number> {
  const signs = new Map<number, number>();
  for (const label of set.positive) signs.set(label, 1);
  for (const label of set.negative) signs.set(label, -1);
  if (set.infinity) signs.set(numLabels, set.infinity);
  return signs;
}

const supports = (sets: readonly SignedSet[], numLabels: number): string[] =>
  sets.map((set) => String([...signsOf(set, numLabels).keys()].sort((a, b) => a - b))).sort();

/** The minimal dependent sets of rows, by rank alone. */
function circuitSupports(layer: LayerInput): string[] {
  const rows = integerRows(layer);
  const rankOf = (elements: readonly number[]): number =>
    rationalRank(elements.map((element) => rows[element]!));
  const found: string[] = [];
  for (let mask = 1; mask < 2 ** rows.length; mask++) {
    const elements = labelsOfKey(mask);
    const independent = (set: readonly number[]): boolean => rankOf(set) === set.length;
    if (independent(elements)) continue;
    if (elements.every((out) => independent(elements.filter((element) => element !== out))))
      found.push(String(elements));
  }
  return found.sort();
}

/** The complements of the hyperplanes (maximal sets of rank r - 1), by rank alone. */
function cocircuitSupports(layer: LayerInput): string[] {
  const rows = integerRows(layer);
  const all = rows.map((_, i) => i);
  const rankOf = (elements: readonly number[]): number =>
    rationalRank(elements.map((element) => rows[element]!));
  const rank = rankOf(all);
  const found: string[] = [];
  for (let mask = 0; mask < 2 ** rows.length; mask++) {
    const flat = labelsOfKey(mask);
    if (rankOf(flat) !== rank - 1) continue;
    const rest = all.filter((element) => !flat.includes(element));
    if (rest.every((element) => rankOf([...flat, element]) === rank)) found.push(String(rest));
  }
  return found.sort();
}

describe('circuits and cocircuits', () => {
  it('have the supports that ranks say, each once', () => {
    fc.assert(
      fc.property(arbitraryLayer, (layer) => {
        const { rows } = layer.weights;
        expect(supports(circuits(layer), rows)).toEqual(circuitSupports(layer));
        expect(supports(cocircuits(layer), rows)).toEqual(cocircuitSupports(layer));
      }),
      { numRuns: 120, seed: 1 },
    );
  });

  it('are orthogonal: where they overlap, they agree somewhere and differ somewhere', () => {
    fc.assert(
      fc.property(arbitraryLayer, (layer) => {
        const { rows } = layer.weights;
        const ys = cocircuits(layer).map((set) => signsOf(set, rows));
        for (const circuit of circuits(layer)) {
          const x = signsOf(circuit, rows);
          for (const y of ys) {
            const products = new Set([...x].map(([element, sign]) => sign * (y.get(element) ?? 0)));
            expect(products.has(1)).toBe(products.has(-1));
          }
        }
      }),
      { numRuns: 200, seed: 2 },
    );
  });

  it('a label set is argmaxable iff no circuit forbids it', () => {
    fc.assert(
      fc.property(arbitraryLayer, (layer) => {
        const all = circuits(layer);
        const argmaxable = new Set(argmaxableSets(layer).map(({ labels }) => String(labels)));
        for (let key = 0; key < 2 ** layer.weights.rows; key++) {
          const labels = labelsOfKey(key);
          const circuit = findForbiddingCircuit(all, labels);
          expect(circuit === undefined, `{${labels}}`).toBe(argmaxable.has(String(labels)));
          if (circuit === undefined) continue;
          expect(circuit.positive.every((label) => labels.includes(label))).toBe(true);
          expect(circuit.negative.some((label) => labels.includes(label))).toBe(false);
        }
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  it('are as many as general position says', () => {
    for (const [numLabels, dim] of [
      [8, 3],
      [12, 4],
      [5, 6],
    ] as const) {
      const rank = Math.min(numLabels, dim);
      const layer = normalLayer(1, numLabels, dim);
      expect(BigInt(circuits(layer).length)).toBe(binomial(numLabels, rank + 1));
      expect(BigInt(cocircuits(layer).length)).toBe(binomial(numLabels, rank - 1));
      const biased = normalLayer(1, numLabels, dim, true);
      const biasedRank = Math.min(numLabels, dim) + 1;
      expect(BigInt(circuits(biased).length)).toBe(binomial(numLabels + 1, biasedRank + 1));
      // Vertices: any `dim` of the hyperplanes meet in one.
      const vertices = cocircuits(biased).filter(({ infinity }) => infinity === 1);
      expect(BigInt(vertices.length)).toBe(binomial(numLabels, rank));
    }
  });

  it('by hand: three rows that add up to zero', () => {
    const weights = createMatrix(3, 2, [1, 0, 0, 1, -1, -1]);
    expect(circuits({ weights })).toEqual([{ positive: [0, 1, 2], negative: [] }]);
    expect(cocircuits({ weights })).toEqual([
      { positive: [0], negative: [1] },
      { positive: [0], negative: [2] },
      { positive: [1], negative: [2] },
    ]);
  });

  it('by hand: x > 0 and x > 1, where the second cannot be on alone', () => {
    const layer = { weights: createMatrix(2, 1, [1, 1]), bias: Float64Array.of(0, -1) };
    expect(circuits(layer)).toEqual([{ positive: [1], negative: [0], infinity: 1 }]);
    expect(cocircuits(layer)).toEqual([
      { positive: [0, 1], negative: [], infinity: 0 },
      { positive: [0], negative: [], infinity: 1 },
      { positive: [], negative: [1], infinity: 1 },
    ]);
  });

  it('come in canonical order', () => {
    const layer = latticeLayer(2, 7, 3, true);
    for (const list of [circuits(layer), cocircuits(layer)]) {
      const keys = list.map((set) => {
        const elements = [...signsOf(set, 7).keys()].sort((a, b) => a - b);
        return `${elements.length} ${elements.join(' ')}`;
      });
      expect(keys.length).toBeGreaterThan(3);
      expect(keys).toEqual([...keys].sort());
      for (const { positive, negative, infinity } of list) {
        expect(infinity === 1 || positive[0]! < (negative[0] ?? 99)).toBe(true);
      }
    }
  });

  it('refuses what would take too long, and other rules', () => {
    const layer = normalLayer(0, 10, 4);
    expect(() => circuits(layer, { limit: 100 })).toThrow(
      /10 rows have 386 sets of at most 4 rows .*limit of 100/,
    );
    expect(() => cocircuits(layer, { limit: 100 })).toThrow(/10 rows have 176 sets of at most 3 rows/);
    expect(() => circuits(normalLayer(0, 40, 12))).toThrow(/raise the limit/);
    expect(() => circuits(layer, { limit: 1.5 })).toThrow(RangeError);
    expect(() => circuits({ ...layer, rule: { topK: 2 } })).toThrow(/argmaxableSets/);
    expect(() => cocircuits({ ...layer, rule: 'argmax' })).toThrow(/rule 'threshold'/);
  });
});
