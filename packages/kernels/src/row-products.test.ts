import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowProducts, shareMatrix } from './index.js';

function plainProducts(rows: number, cols: number, data: Float64Array, x: Float64Array): number[] {
  return Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let col = 0; col < cols; col++) sum += data[row * cols + col]! * x[col]!;
    return sum;
  });
}

const finite = fc.double({ min: -1e3, max: 1e3, noNaN: true });

describe('rowProducts', () => {
  it('equals the plain sum for every shape, within the error of its n additions', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 13 }).chain((rows) =>
          fc.integer({ min: 1, max: 9 }).chain((cols) =>
            fc.record({
              rows: fc.constant(rows),
              cols: fc.constant(cols),
              data: fc.array(finite, { minLength: rows * cols, maxLength: rows * cols }),
              x: fc.array(finite, { minLength: cols, maxLength: cols }),
            }),
          ),
        ),
        ({ rows, cols, data, x }) => {
          const matrix = { rows, cols, data: Float64Array.from(data) };
          const got = rowProducts(shareMatrix(matrix)).multiply(x);
          const expected = plainProducts(rows, cols, matrix.data, Float64Array.from(x));
          expect(got.length).toBe(rows);
          for (let row = 0; row < rows; row++) expect(got[row]).toBeCloseTo(expected[row]!, 6);
        },
      ),
    );
  });

  it('keeps slots apart', () => {
    const shared = shareMatrix({ rows: 3, cols: 1, data: Float64Array.of(1, 2, 3) }, { slots: 2 });
    const first = rowProducts(shared, 0).multiply([10]);
    const second = rowProducts(shared, 1).multiply([1]);
    expect([...first]).toEqual([10, 20, 30]);
    expect([...second]).toEqual([1, 2, 3]);
  });

  it('says where the entries are', () => {
    const shared = shareMatrix({ rows: 2, cols: 3, data: Float64Array.of(1, 2, 3, 4, 5, 6) });
    const entries = new Float64Array(shared.memory.buffer);
    expect([...entries.subarray(shared.stride, shared.stride + 3)]).toEqual([4, 5, 6]);
  });

  it('is the same memory in a worker thread', async () => {
    const shared = shareMatrix({ rows: 2, cols: 1, data: Float64Array.of(5, 7) });
    const worker = new Worker(
      `const { parentPort, workerData } = require('node:worker_threads');
       new Float64Array(workerData.memory.buffer)[0] = 42; parentPort.postMessage('done');`,
      { eval: true, workerData: shared },
    );
    await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
    await worker.terminate();
    expect([...rowProducts(shared).multiply([1])]).toEqual([42, 7]);
  });

  it('refuses shapes that do not fit', () => {
    const matrix = { rows: 2, cols: 2, data: new Float64Array(4) };
    expect(() => shareMatrix({ ...matrix, cols: 3 })).toThrow('a 2 x 3 matrix needs 6 entries, got 4');
    expect(() => shareMatrix(matrix, { slots: 0 })).toThrow('slots must be an integer >= 1, got 0');
    expect(() => rowProducts(shareMatrix(matrix), 1)).toThrow('slot must be an integer in [0, 1), got 1');
    expect(() => rowProducts(shareMatrix(matrix)).multiply([1])).toThrow('x must have 2 entries, got 1');
  });
});
