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
          const expected = new Float32Array(Math.ceil(count / batchLanes) * rows * batchLanes);
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
