import { createMatrix, createRandom } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { signsOf } from '../layer/check-label-set.js';
import { createLayer, type LayerInput } from '../layer/layer.js';
import { createExactSum } from '../verify/exact-sum.js';
import { exactMultipliers } from './exact-multipliers.js';

const solve = (input: LayerInput, labels: number[], rows: number[]) => {
  const layer = createLayer('test', input);
  return exactMultipliers(layer, signsOf(layer, labels), rows);
};

describe('exactMultipliers', () => {
  it('finds integers where doubles are not exact', () => {
    // 0.1 · 3 is not 0.3 in doubles: the multipliers are the integers that the two doubles really are.
    const weights = createMatrix(2, 1, [0.1, 0.3]);
    const result = solve({ weights }, [0], [0, 1])!;
    expect(result.hasSlack).toBe(false);
    const sum = createExactSum();
    sum.addMultiple(result.multipliers[0]!, 0.1);
    sum.addMultiple(result.multipliers[1]!, -0.3);
    expect(sum.sign()).toBe(0);
    expect(result.multipliers[0]! / result.multipliers[1]!).toBeGreaterThanOrEqual(2n);
  });

  it('undoes scales exactly', () => {
    const weights = createMatrix(3, 2, [1e150, 0, 0, 3e-150, -1, -1]);
    const { multipliers } = solve({ weights }, [0, 1, 2], [0, 1, 2])!;
    for (const j of [0, 1]) {
      const sum = createExactSum();
      multipliers.forEach((multiplier, i) => {
        sum.addMultiple(multiplier, weights.data[2 * i + j]!);
      });
      expect(sum.sign()).toBe(0);
    }
  });

  it('finds the combination of rows that span less than the space', () => {
    const random = createRandom(3);
    const lattice = Array.from({ length: 5 }, () => Array.from({ length: 12 }, () => random.int(7) - 3));
    const last = lattice[0]!.map(
      (_, j) => -(2 * lattice[0]![j]! + 3 * lattice[1]![j]! + 5 * lattice[4]![j]!),
    );
    const weights = createMatrix(6, 12, [...lattice.flat(), ...last]);
    const { multipliers } = solve({ weights }, [0, 1, 2, 3, 4, 5], [0, 1, 4, 5])!;
    expect(multipliers).toEqual([2n, 3n, 5n, 1n]);
  });

  it('lets the bias be negative and says so', () => {
    const weights = createMatrix(2, 1, [1, -2]);
    const slack = solve({ weights, bias: Float64Array.of(0, -1) }, [0, 1], [0, 1]);
    expect(slack).toEqual({ multipliers: [2n, 1n], hasSlack: true });
    const tie = solve({ weights, bias: Float64Array.of(1, -2) }, [0, 1], [0, 1]);
    expect(tie).toEqual({ multipliers: [2n, 1n], hasSlack: false });
    expect(solve({ weights, bias: Float64Array.of(1, -1) }, [0, 1], [0, 1])).toBeUndefined();
  });

  it('refuses independent rows, mixed signs, several combinations and too many rows', () => {
    const weights = createMatrix(4, 2, [1, 0, 0, 1, 1, 1, 2, 2]);
    expect(solve({ weights }, [0, 1], [0, 1])).toBeUndefined();
    expect(solve({ weights }, [0, 1, 2], [0, 1, 2])).toBeUndefined();
    expect(solve({ weights }, [0, 1, 2], [0, 1, 2, 3])).toBeUndefined();
    expect(solve({ weights }, [0, 1], [0, 1, 2])!.multipliers).toEqual([1n, 1n, 1n]);
    const wide = createMatrix(66, 70);
    expect(solve({ weights: wide }, [], [...Array(66).keys()])).toBeUndefined();
  });
});
