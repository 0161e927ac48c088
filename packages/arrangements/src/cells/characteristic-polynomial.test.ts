import { countArgmaxableLabelSets, createMatrix } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import type { LayerInput } from '../layer/layer-input.js';
import { integerRows, rationalRank } from '../testing/rational-rank.js';
import { latticeLayer, normalLayer, wildLayer } from '../testing/sample-layers.js';
import { argmaxableSets } from './argmaxable-sets.js';
import { characteristicPolynomial } from './characteristic-polynomial.js';

/** Whitney's theorem: Σ over sets B of hyperplanes that meet, (-1)^|B| s^(d - rank B). */
function whitney(layer: LayerInput): bigint[] {
  const { weights, bias } = layer;
  const rows = integerRows(layer);
  const [labels, infinity] = bias === undefined ? [rows, undefined] : [rows.slice(0, -1), rows.at(-1)!];
  const coefficients = new Array<bigint>(weights.cols + 1).fill(0n);
  for (let mask = 0; mask < 2 ** labels.length; mask++) {
    const chosen = labels.filter((_, i) => ((mask >> i) & 1) === 1);
    const rank = rationalRank(chosen);
    if (infinity !== undefined && rationalRank([...chosen, infinity]) === rank) continue;
    coefficients[weights.cols - rank]! += chosen.length % 2 === 0 ? 1n : -1n;
  }
  return coefficients;
}

const numRegions = (polynomial: readonly bigint[]): bigint => {
  const value = polynomial.reduce(
    (sum, coefficient, i) => sum + (i % 2 === 0 ? coefficient : -coefficient),
    0n,
  );
  return value < 0n ? -value : value;
};

describe('characteristicPolynomial', () => {
  it("is Whitney's sum and counts the argmaxable sets, degenerate or not", () => {
    for (let seed = 0; seed < 12; seed++) {
      for (const bias of [false, true]) {
        for (const layer of [
          latticeLayer(seed, 7, 3, bias),
          latticeLayer(seed, 5, 6, bias),
          normalLayer(seed, 6, 3, bias),
          wildLayer(seed, 6, 2, bias),
        ]) {
          const polynomial = characteristicPolynomial(layer);
          expect(polynomial).toEqual(whitney(layer));
          expect(numRegions(polynomial)).toBe(BigInt(argmaxableSets(layer).length));
        }
      }
    }
  });

  it("at -1 is Cover's count in general position", () => {
    for (const bias of [false, true]) {
      expect(numRegions(characteristicPolynomial(normalLayer(5, 16, 4, bias)))).toBe(
        countArgmaxableLabelSets({ numLabels: 16, dim: 4, bias }),
      );
    }
  });

  it('of the braid arrangement in R^4 is s (s - 1) (s - 2) (s - 3)', () => {
    const rows: number[][] = [];
    for (let i = 0; i < 4; i++) {
      for (let j = i + 1; j < 4; j++) rows.push([0, 1, 2, 3].map((at) => (at === i ? 1 : at === j ? -1 : 0)));
    }
    expect(characteristicPolynomial({ weights: createMatrix(6, 4, rows.flat()) })).toEqual([
      0n,
      -6n,
      11n,
      -6n,
      1n,
    ]);
  });

  it('refuses other rules', () => {
    expect(() => characteristicPolynomial({ ...normalLayer(0, 3, 2), rule: 'argmax' })).toThrow(
      /rule 'threshold'/,
    );
  });
});
