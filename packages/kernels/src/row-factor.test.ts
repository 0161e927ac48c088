import { describe, expect, it } from 'vitest';
import { createRowFactor, type RowFactor } from './row-factor.js';

/** A small generator, so that failures can be run again. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
};

/** What must hold of a projection: vector = rest + the combination, rest orthogonal to every chosen row. */
function expectSplit(factor: RowFactor, chosen: readonly Float64Array[], vector: Float64Array): void {
  const square = factor.projectVector(vector);
  const rest = factor.rest.slice();
  const coefficients = factor.coefficients.slice(0, chosen.length);
  expect(square).toBeCloseTo(dot(rest, rest), 12);
  for (const row of chosen) expect(dot(rest, row)).toBeCloseTo(0, 11);
  vector.forEach((entry, j) => {
    const combined = chosen.reduce((sum, row, k) => sum + coefficients[k]! * row[j]!, rest[j]!);
    expect(combined).toBeCloseTo(entry, 10);
  });
}

describe.each([1, 2, 3, 8, 13])('createRowFactor, D = %i', (dimension) => {
  const next = numbers(dimension);
  const vector = (): Float64Array => Float64Array.from({ length: dimension }, next);

  it('multiplies all rows and some rows, also after it has grown and forgotten rows', () => {
    const factor = createRowFactor(dimension);
    let rows = Array.from({ length: 40 * dimension + 300 }, vector);
    for (const row of rows) factor.add(row);
    const check = (): void => {
      const x = vector();
      expect(factor.count).toBe(rows.length);
      factor.multiply(x).forEach((value, i) => {
        expect(value).toBeCloseTo(dot(rows[i]!, x), 12);
      });
      const some = Uint32Array.from(rows.keys()).filter((i) => i % 3 === 1);
      factor.multiplyAt(some, some.length, x).forEach((value, i) => {
        expect(value).toBeCloseTo(dot(rows[some[i]!]!, x), 12);
      });
    };
    check();
    const kept = rows.map((_, i) => i).filter((i) => i % 2 === 1);
    factor.retain(kept);
    rows = kept.map((i) => rows[i]!);
    check();
    expect([...factor.row(3)]).toEqual([...rows[3]!]);
  });

  it('stays a factorisation through hundreds of additions and removals', () => {
    const factor = createRowFactor(dimension);
    const chosen: Float64Array[] = [];
    for (let step = 0; step < 400; step++) {
      const remove = chosen.length === dimension || (chosen.length > 0 && next() < -0.2);
      if (remove) {
        const index = Math.floor(((next() + 1) / 2) * chosen.length);
        const before = vector();
        factor.projectVector(before);
        factor.remove(index);
        chosen.splice(index, 1);
        const square = factor.reproject();
        const again = [...factor.rest, ...factor.coefficients.slice(0, chosen.length)];
        expect(square).toBeCloseTo(factor.projectVector(before), 11);
        [...factor.rest, ...factor.coefficients.slice(0, chosen.length)].forEach((entry, j) => {
          expect(again[j]).toBeCloseTo(entry, 8);
        });
      } else {
        const row = vector();
        const number = factor.add(row);
        if (factor.project(number) < 1e-3) continue;
        factor.append();
        chosen.push(row);
      }
      expect(factor.chosen).toBe(chosen.length);
      if (step % 20 === 0) expectSplit(factor, chosen, vector());
    }
    factor.clear();
    expectSplit(factor, [], vector());
  });

  it('finds the nearest point with given products', () => {
    const factor = createRowFactor(dimension);
    const chosen: Float64Array[] = [];
    while (chosen.length < Math.ceil(dimension / 2)) {
      const row = vector();
      if (factor.projectVector(row) < 1e-2) continue;
      factor.append();
      chosen.push(row);
    }
    const center = vector();
    const targets = chosen.map(next);
    const found = factor.nearest(center, targets);
    const [point, multipliers] = [found.point.slice(), found.multipliers.slice(0, chosen.length)];
    chosen.forEach((row, k) => {
      expect(dot(row, point)).toBeCloseTo(targets[k]!, 10);
    });
    point.forEach((entry, j) => {
      const combined = chosen.reduce((sum, row, k) => sum + multipliers[k]! * row[j]!, center[j]!);
      expect(combined).toBeCloseTo(entry, 10);
    });
  });
});

describe('createRowFactor', () => {
  it('sees that a vector depends on the chosen rows', () => {
    const factor = createRowFactor(4);
    for (const row of [
      [1, 2, 3, 4],
      [0, 1, 0, -1],
    ]) {
      factor.projectVector(row);
      factor.append();
    }
    expect(factor.projectVector([2, 1, 6, 11])).toBeLessThan(1e-25);
    expect(factor.coefficients[0]).toBeCloseTo(2, 12);
    expect(factor.coefficients[1]).toBeCloseTo(-3, 12);
  });

  it('refuses a dimension that is none', () => {
    for (const dimension of [0, -1, 1.5, Number.NaN]) {
      expect(() => createRowFactor(dimension)).toThrow(RangeError);
    }
  });

  it('refuses what would lead a kernel out of its areas', () => {
    const factor = createRowFactor(2);
    factor.add([1, 0]);
    factor.add([0, 1]);
    const refused: [string, () => unknown][] = [
      ['RowFactor.add: expected 2 numbers, got 3', () => factor.add([1, 2, 3])],
      ['RowFactor.row: the list has 2 rows, and none is 2', () => factor.row(2)],
      ['RowFactor.project: the list has 2 rows, and none is -1', () => factor.project(-1)],
      ['RowFactor.projectVector: expected 2 numbers, got 1', () => factor.projectVector([1])],
      ['RowFactor.multiply: expected 2 numbers, got 0', () => factor.multiply([])],
      ['RowFactor.multiplyAt: the list has 2 rows', () => factor.multiplyAt(Uint32Array.of(0, 5), 2, [1, 1])],
      ['none is undefined', () => factor.multiplyAt(Uint32Array.of(0), 2, [1, 1])],
      ['RowFactor.multiplyAt: length must be in', () => factor.multiplyAt(Uint32Array.of(0), 1e6, [1, 1])],
      ['RowFactor.retain: the list has 2 rows, and none is 7', () => factor.retain([0, 7])],
      ['RowFactor.retain: rows must increase', () => factor.retain([1, 0])],
      ['RowFactor.remove: 0 rows are chosen, and none is number 0', () => factor.remove(0)],
      ['RowFactor.nearest: expected 0 to 2 targets, got 3', () => factor.nearest([0, 0], [1, 2, 3])],
    ];
    for (const [message, action] of refused) {
      expect(action).toThrow(RangeError);
      expect(action).toThrow(message);
    }
    for (const row of [0, 1]) {
      factor.project(row);
      factor.append();
    }
    expect(() => factor.append()).toThrow('RowFactor.append: 2 rows are chosen');
    expect(() => factor.nearest([0, 0], [1])).toThrow('expected 2 to 2 targets, got 1');
    expect(factor.count).toBe(2);
    expect([...factor.nearest([0, 0], [3, 4]).point]).toEqual([3, 4]);
  });
});
