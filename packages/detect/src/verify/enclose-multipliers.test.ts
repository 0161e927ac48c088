import { createRandom } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { normalVector } from '../testing/random-layer.js';
import { encloseMultipliers } from './enclose-multipliers.js';

/** size + 1 random vectors and positive multipliers with a combination that vanishes up to rounding. */
function circuit(seed: number, size: number): { columns: Float64Array[]; multipliers: number[] } {
  const random = createRandom(seed);
  const multipliers = Array.from({ length: size + 1 }, () => 0.1 + random.uniform());
  const columns = Array.from({ length: size }, () => normalVector(random, size));
  const last = new Float64Array(size);
  columns.forEach((column, i) => {
    for (let j = 0; j < size; j++) last[j] = last[j]! - (column[j]! * multipliers[i]!) / multipliers[size]!;
  });
  return { columns: [...columns, last], multipliers };
}

describe('encloseMultipliers', () => {
  it('proves that exact multipliers exist near rounded ones', () => {
    for (let seed = 0; seed < 20; seed++) {
      for (const size of [1, 3, 30]) {
        const { columns, multipliers } = circuit(seed, size);
        expect(encloseMultipliers(columns, multipliers)).toEqual({ enclosed: true });
      }
    }
    expect(encloseMultipliers([new Float64Array(0)], [1])).toEqual({ enclosed: true });
  });

  it('does not depend on the scale of rows and columns', () => {
    const { columns, multipliers } = circuit(3, 5);
    const scaled = columns.map((column, i) =>
      column.map((entry, j) => entry * 2 ** (200 * (i % 3) - 90 * j)),
    );
    const scaledMultipliers = multipliers.map((multiplier, i) => multiplier * 2 ** (-200 * (i % 3)));
    expect(encloseMultipliers(scaled, scaledMultipliers)).toEqual({ enclosed: true });
  });

  it('refuses multipliers that are off by a half, and mends them', () => {
    const { columns, multipliers } = circuit(4, 6);
    for (let i = 0; i <= 6; i++) {
      const wrong = multipliers.map((multiplier, k) => (k === i ? multiplier * 3 : multiplier));
      const result = encloseMultipliers(columns, wrong);
      expect(result.enclosed).toBe(false);
      const { refined } = result as { refined: Float64Array };
      expect(encloseMultipliers(columns, refined)).toEqual({ enclosed: true });
    }
  });

  it('refuses a combination whose exact multipliers have mixed signs', () => {
    const { columns, multipliers } = circuit(5, 4);
    columns[2] = columns[2]!.map((entry) => -entry);
    expect(encloseMultipliers(columns, multipliers).enclosed).toBe(false);
  });

  it('refuses dependent and nearly dependent vectors', () => {
    const { columns, multipliers } = circuit(6, 4);
    const dependent = [columns[0]!, columns[1]!, columns[1]!, columns[3]!, columns[4]!];
    expect(encloseMultipliers(dependent, multipliers).enclosed).toBe(false);
    const near = columns[1]!.map((entry) => entry * (1 + 2 ** -52));
    expect(
      encloseMultipliers([columns[0]!, columns[1]!, near, columns[3]!, columns[4]!], multipliers).enclosed,
    ).toBe(false);
    expect(
      encloseMultipliers([Float64Array.of(1, 0), Float64Array.of(-1, 0), Float64Array.of(2, 0)], [1, 1, 1])
        .enclosed,
    ).toBe(false);
  });
});
