import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchLanes, createBatchProducts } from './index.js';

/** Sums of a few multiples of 1/64 below 2^17 are exact in float32, so results can be compared bit by bit. */
const small = fc.integer({ min: -64, max: 64 }).map((value) => value / 8);

describe('createBatchProducts', () => {
  it('multiplies every vector with every row, for every shape', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 110 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 40 }),
        fc.infiniteStream(small),
        (rows, cols, count, numbers) => {
          const batch = createBatchProducts({ rows, cols, maxVectors: 40 });
          const fill = (length: number): Float32Array =>
            Float32Array.from({ length }, () => numbers.next().value);
          const matrix = fill(rows * cols);
          batch.matrix.set(matrix);
          // What an earlier, larger call leaves behind must not show.
          batch.multiply(fill(40 * cols));
          const vectors = fill(count * cols);
          const products = batch.multiply(vectors);
          const expected = new Float32Array(Math.ceil(count / batchLanes) * rows * batchLanes).fill(NaN);
          for (let v = 0; v < count; v++) {
            for (let row = 0; row < rows; row++) {
              let sum = 0;
              for (let j = 0; j < cols; j++) sum += matrix[row * cols + j]! * vectors[v * cols + j]!;
              expected[(Math.floor(v / batchLanes) * rows + row) * batchLanes + (v % batchLanes)] = sum;
            }
          }
          expect(products).toEqual(expected);
          expect(batch.matrix).toEqual(matrix);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('lists the products above a limit', () => {
    const batch = createBatchProducts({ rows: 5, cols: 1, maxVectors: 18 });
    batch.matrix.set([-2, -1, 0, 1, 2]);
    const vectors = Float32Array.from({ length: 18 }, (_, v) => (v < 17 ? 1 : -1));
    const products = [...batch.multiply(vectors)];
    for (const limit of [-3, -1, 0, 1.5, 2]) {
      const expected = products.flatMap((product, entry) => (product > limit ? [entry] : []));
      expect([...batch.entriesAbove(limit)]).toEqual(expected);
    }
    // A smaller batch has fewer products; what is left of the larger one must not count.
    batch.multiply(Float32Array.of(1));
    expect([...batch.entriesAbove(0)]).toEqual([3 * batchLanes, 4 * batchLanes]);
  });

  it('sums rows with factors, more terms than the kernel takes at once', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 9 }),
        fc.constantFrom(0, 3, 5000),
        fc.infiniteStream(small),
        (rows, cols, count, numbers) => {
          const batch = createBatchProducts({ rows, cols, maxVectors: 3 });
          for (let i = 0; i < rows * cols; i++) batch.matrix[i] = numbers.next().value;
          const terms = {
            rows: Uint32Array.from({ length: count }, (_, k) => (7 * k) % rows),
            vectors: Uint32Array.from({ length: count }, (_, k) => k % 3),
            factors: Float32Array.from({ length: count }, (_, k) => ((k % 17) - 8) / 8),
            count,
          };
          const expected = new Float32Array(3 * cols);
          for (let k = 0; k < count; k++) {
            for (let j = 0; j < cols; j++) {
              expected[terms.vectors[k]! * cols + j]! +=
                terms.factors[k]! * batch.matrix[terms.rows[k]! * cols + j]!;
            }
          }
          batch.combine({ ...terms, count: Math.min(1, count) }, 3);
          expect(batch.combine(terms, 3)).toEqual(expected);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('refuses terms outside the matrix', () => {
    const batch = createBatchProducts({ rows: 2, cols: 1, maxVectors: 1 });
    const terms = (row: number, vector: number, count = 1) => ({
      rows: Uint32Array.of(row),
      vectors: Uint32Array.of(vector),
      factors: Float32Array.of(1),
      count,
    });
    expect(() => batch.combine(terms(2, 0), 1)).toThrow('term 0 is row 2 for sum 0, of 2 rows and 1 sums');
    expect(() => batch.combine(terms(0, 1), 1)).toThrow('term 0 is row 0 for sum 1');
    expect(() => batch.combine(terms(0, 0, 2), 1)).toThrow('term 1 is row undefined');
    expect(() => batch.combine(terms(0, 0), 2)).toThrow('expected 0 to 1 sums, got 2');
  });

  it('refuses sizes and vectors that do not fit', () => {
    expect(() => createBatchProducts({ rows: 0, cols: 1 })).toThrow('rows must be an integer >= 1, got 0');
    expect(() => createBatchProducts({ rows: 1e6, cols: 2000 })).toThrow(
      'do not fit in one WebAssembly memory',
    );
    const batch = createBatchProducts({ rows: 2, cols: 3, maxVectors: 2 });
    expect(() => batch.multiply(new Float32Array(4))).toThrow('1 to 2 vectors of 3 entries, got 4 entries');
    expect(() => batch.multiply(new Float32Array(9))).toThrow('got 9 entries');
    expect(() => batch.multiply(new Float32Array(0))).toThrow('got 0 entries');
  });
});
