import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMatrix, type Matrix } from '../matrix/matrix.js';
import { createRandom } from '../random/random.js';
import { randomMatrix } from '../testing/random-matrix.js';
import { multiplyMatrices } from './multiply-matrices.js';
import { createRankMeter, type RankMeterOptions, type RankReport } from './rank-meter.js';
import { singularValues } from './singular-values.js';
import { transposeMatrix } from './transpose-matrix.js';

function measure(matrix: Matrix, options: Omit<RankMeterOptions, 'numColumns'> = {}, cut = 7): RankReport {
  const meter = createRankMeter({ numColumns: matrix.cols, ...options });
  for (let row = 0; row < matrix.rows; row += cut) {
    meter.add(matrix.data.slice(row * matrix.cols, (row + cut) * matrix.cols));
  }
  return meter.result();
}

/** U diag(values) Vᵀ with random orthonormal U [rows, r] and V [cols, r]. */
function withSingularValues(rows: number, cols: number, values: readonly number[], seed: number): Matrix {
  const left = orthonormal(rows, values.length, seed);
  const right = orthonormal(cols, values.length, seed + 1);
  const scaled = createMatrix(
    rows,
    values.length,
    left.data.map((value, i) => value * values[i % values.length]!),
  );
  return multiplyMatrices(scaled, transposeMatrix(right));
}

/** Gram-Schmidt, twice, on random columns. */
function orthonormal(rows: number, cols: number, seed: number): Matrix {
  const { data } = randomMatrix(rows, cols, seed);
  const product = (a: number, b: number): number => {
    let sum = 0;
    for (let r = 0; r < rows; r++) sum += data[r * cols + a]! * data[r * cols + b]!;
    return sum;
  };
  for (let c = 0; c < cols; c++) {
    for (let pass = 0; pass < 2; pass++) {
      for (let b = 0; b < c; b++) {
        const along = product(b, c);
        for (let r = 0; r < rows; r++) data[r * cols + c]! -= along * data[r * cols + b]!;
      }
    }
    const length = Math.sqrt(product(c, c));
    for (let r = 0; r < rows; r++) data[r * cols + c]! /= length;
  }
  return createMatrix(rows, cols, data);
}

describe('createRankMeter, exact', () => {
  it('has the singular values of the whole matrix, tall or wide, however it is cut', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 400 }),
        (rows, cols, cut) => {
          const matrix = randomMatrix(rows, cols);
          const report = measure(matrix, {}, cut);
          const expected = singularValues(matrix);
          expect(report.method).toBe('exact');
          expect(report.singularValues.length).toBe(expected.length);
          expected.forEach((value, i) => {
            expect(Math.abs(report.singularValues[i]! - value)).toBeLessThan(1e-12 * expected[0]!);
          });
          expect(report.capturedEnergy).toBeCloseTo(1, 12);
          expect(report.numericalRank).toEqual({
            atLeast: Math.min(rows, cols),
            atMost: Math.min(rows, cols),
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('keeps singular values that the Gram matrix would lose', () => {
    const values = Array.from({ length: 12 }, (_, i) => 10 ** -i);
    const report = measure(withSingularValues(400, 40, values, 3), { epsilon: Number.EPSILON });
    expect(report.numericalRank).toEqual({ atLeast: 12, atMost: 12 });
    values.forEach((value, i) => {
      expect(Math.abs(report.singularValues[i]! - value)).toBeLessThan(1e-14);
    });
    expect(report.tolerance).toBe(400 * Number.EPSILON);
  });

  it('counts by tolerance and by energy, and says which', () => {
    // Energies 1, .01, .0001: all but 1e-3 is in two directions; in float32, 1e-5 of the largest is rounding.
    const matrix = withSingularValues(100, 8, [1, 0.1, 0.01, 1e-5], 5);
    expect(measure(matrix)).toMatchObject({
      numRows: 100,
      numColumns: 8,
      tolerance: 100 * 2 ** -23,
      numericalRank: { atLeast: 3, atMost: 3 },
      energyLoss: 1e-3,
      energyRank: { atLeast: 2, atMost: 2 },
    });
    expect(measure(matrix).totalEnergy).toBeCloseTo(1.0101, 9);
    expect(measure(matrix, { epsilon: 1e-12 }).numericalRank.atLeast).toBe(4);
    expect(measure(matrix, { energyLoss: 1e-5 }).energyRank).toEqual({ atLeast: 3, atMost: 3 });
    expect(measure(matrix, { energyLoss: 0.5 }).energyRank).toEqual({ atLeast: 1, atMost: 1 });
    expect(measure(createMatrix(3, 8))).toMatchObject({
      numericalRank: { atLeast: 0, atMost: 0 },
      energyRank: { atLeast: 0, atMost: 0 },
      capturedEnergy: 1,
    });
  });

  it('shows the softmax bottleneck: log probabilities of d features have rank d + 1 at most', () => {
    const [contexts, classes, dim] = [300, 50, 6];
    const logits = multiplyMatrices(randomMatrix(contexts, dim, 1), randomMatrix(dim, classes, 2));
    const logProbabilities = new Float32Array(contexts * classes);
    for (let r = 0; r < contexts; r++) {
      const row = logits.data.subarray(r * classes, (r + 1) * classes);
      const normaliser = Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0));
      logProbabilities.set(
        row.map((value) => value - normaliser),
        r * classes,
      );
    }
    const meter = createRankMeter({ numColumns: classes });
    meter.add(logProbabilities);
    expect(meter.result().numericalRank).toEqual({ atLeast: dim + 1, atMost: dim + 1 });
  });
});

describe('createRankMeter, sketched', () => {
  it('bounds what is true, for any matrix, size and seed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 2, max: 60 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: -8, max: 0 }),
        fc.constantFrom(2 ** -23, 1e-5, 1e-3),
        fc.integer(),
        (rows, cols, size, decade, epsilon, seed) => {
          const rank = Math.min(rows, cols);
          const values = Array.from({ length: rank }, (_, i) => 10 ** ((decade * i) / rank));
          const matrix = withSingularValues(rows, cols, values, 7);
          const exact = measure(matrix, { epsilon });
          const report = measure(
            matrix,
            { sketchSize: Math.min(size, cols - 1), seed, epsilon },
            1 + (size % 9),
          );
          expect(report.method).toBe('sketch');
          expect(report.totalEnergy).toBeCloseTo(exact.totalEnergy, 10);
          report.singularValues.forEach((value, i) => {
            expect(value).toBeLessThanOrEqual(exact.singularValues[i]! + 1e-7);
          });
          for (const name of ['numericalRank', 'energyRank'] as const) {
            expect(report[name].atLeast, name).toBeLessThanOrEqual(exact[name].atLeast);
            expect(report[name].atMost, name).toBeGreaterThanOrEqual(exact[name].atMost);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('finds both ranks exactly where the sketch is larger than the rank', () => {
    const values = Array.from({ length: 20 }, (_, i) => 0.8 ** i);
    const matrix = withSingularValues(500, 150, values, 9);
    const report = measure(matrix, { sketchSize: 40, seed: 2 });
    expect(report.numericalRank).toEqual({ atLeast: 20, atMost: 20 });
    const exact = measure(matrix);
    expect(report.energyRank).toEqual(exact.energyRank);
    expect(report.capturedEnergy).toBeCloseTo(1, 12);
    values.forEach((value, i) => {
      expect(Math.abs(report.singularValues[i]! - value)).toBeLessThan(1e-9);
    });
  });

  it('says what it cannot know: a full sketch gives a lower bound, and a narrow one for the energy', () => {
    const values = Array.from({ length: 120 }, (_, i) => 0.9 ** i + 1e-4);
    const matrix = withSingularValues(600, 150, values, 11);
    const exact = measure(matrix);
    expect(exact.numericalRank.atLeast).toBe(120);
    const report = measure(matrix, { sketchSize: 60, seed: 1 });
    expect(report.numericalRank.atLeast).toBe(60);
    expect(report.numericalRank.atMost).toBeGreaterThanOrEqual(120);
    expect(report.singularValues.length).toBe(60);
    // The rank of all but 1e-3 is 33.
    expect(exact.energyRank.atLeast).toBe(33);
    expect(report.energyRank.atMost - report.energyRank.atLeast).toBeLessThanOrEqual(1);
    const small = measure(matrix, { sketchSize: 10, seed: 1 });
    expect(small.energyRank.atMost).toBe(150);
    expect(small.energyRank.atLeast).toBeLessThanOrEqual(10);
  });

  it('does not count what rounding may have made', () => {
    const matrix = withSingularValues(120, 40, [1, 1e-3, 3e-8], 13);
    expect(measure(matrix, { epsilon: Number.EPSILON }).numericalRank.atLeast).toBe(3);
    const report = measure(matrix, { sketchSize: 20, epsilon: Number.EPSILON });
    expect(report.numericalRank.atLeast).toBe(2);
    expect(report.numericalRank.atMost).toBeGreaterThanOrEqual(3);
  });

  it('claims nothing beyond its size on white noise, which has no direction that matters more', () => {
    const matrix = randomMatrix(400, 100);
    const report = measure(matrix, { sketchSize: 30 });
    expect(report.numericalRank).toMatchObject({ atLeast: 30, atMost: 100 });
    expect(report.energyRank.atMost).toBe(100);
    expect(report.capturedEnergy).toBeLessThan(0.6);
  });

  it('gives the same for the same seed, can be asked in between, and does not mind its buffers being used again', () => {
    const matrix = randomMatrix(90, 40);
    const once = measure(matrix, { sketchSize: 12, seed: 3 }, 90);
    const meter = createRankMeter({ numColumns: 40, sketchSize: 12, seed: 3 });
    const buffer = matrix.data.slice(0, 45 * 40);
    meter.add(buffer);
    expect(meter.result().numericalRank.atLeast).toBe(12);
    buffer.set(matrix.data.subarray(45 * 40));
    meter.add(buffer);
    buffer.fill(Number.NaN);
    const twice = meter.result();
    expect(twice.numRows).toBe(90);
    once.singularValues.forEach((value, i) => {
      expect(twice.singularValues[i]).toBeCloseTo(value, 10);
    });
    expect(meter.result()).toEqual(twice);
    expect(measure(matrix, { sketchSize: 12, seed: 3 }, 90)).toEqual(once);
    expect(measure(matrix, { sketchSize: 12, seed: 4 }, 90).singularValues).not.toEqual(once.singularValues);
  });
});

describe('createRankMeter', () => {
  it('refuses rows that are none and counts nothing of them', () => {
    const meter = createRankMeter({ numColumns: 3 });
    meter.add(Float32Array.of(1, 2, 3));
    const before = meter.result();
    expect(() => meter.add(Float32Array.of(1, 2, 3, 4))).toThrow(
      'RankMeter.add: expected whole rows of 3 entries, got 4 entries',
    );
    expect(() => meter.add(Float64Array.of(1, 2, 3, 4, Number.NEGATIVE_INFINITY, 6))).toThrow(
      'RankMeter.add: entries must be finite, that of row 2, column 1 is -Infinity',
    );
    expect(() => meter.add(Float64Array.of(1e200, 0, 0))).toThrow(/the sum of squares overflows/);
    expect(() => meter.add([1, 2, 3] as never)).toThrow(TypeError);
    expect(meter.result()).toEqual(before);
  });

  it('refuses options that are none, and a result of nothing', () => {
    const create = (options: object) => () => createRankMeter({ numColumns: 5, ...options });
    expect(create({ numColumns: 0 })).toThrow(RangeError);
    expect(create({ sketchSize: 0 })).toThrow(/sketchSize must be an integer >= 1, got 0/);
    expect(create({ seed: 0.5 })).toThrow(RangeError);
    expect(create({ epsilon: -1 })).toThrow(RangeError);
    expect(create({ energyLoss: 0 })).toThrow(RangeError);
    expect(create({ energyLoss: '0.1' })).toThrow(TypeError);
    expect(() => createRankMeter(undefined as never)).toThrow(TypeError);
    expect(() => createRankMeter({ numColumns: 5 }).result()).toThrow(/no rows were added/);
  });

  it('chooses the method by the number of columns', () => {
    const kindOf = (options: RankMeterOptions): string => {
      const meter = createRankMeter(options);
      meter.add(Float64Array.from({ length: options.numColumns }, () => createRandom(1).normal()));
      const { method, sketchSize } = meter.result();
      return `${method} ${sketchSize}`;
    };
    expect(kindOf({ numColumns: 20 })).toBe('exact 20');
    expect(kindOf({ numColumns: 20, sketchSize: 25 })).toBe('exact 20');
    expect(kindOf({ numColumns: 20, sketchSize: 19 })).toBe('sketch 19');
    expect(kindOf({ numColumns: 2049, sketchSize: 3 })).toBe('sketch 3');
  });
});
