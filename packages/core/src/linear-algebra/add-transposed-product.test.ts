import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomMatrix } from '../testing/random-matrix.js';
import { addTransposedProduct } from './add-transposed-product.js';
import { multiplyMatrices } from './multiply-matrices.js';
import { transposeMatrix } from './transpose-matrix.js';

test('adds the plain product, for sizes that no tile divides, and touches nothing else', () => {
  const size = fc.integer({ min: 1, max: 11 });
  fc.assert(
    fc.property(
      size,
      size,
      size,
      fc.nat(3),
      fc.constantFrom(1, -1, 0.5),
      (rows, cols, inner, margin, scale) => {
        const a = randomMatrix(inner, rows + margin, 1);
        const b = randomMatrix(inner, cols + margin, 2);
        const c = randomMatrix(rows, cols + margin, 3);
        const product = multiplyMatrices(transposeMatrix(a), b);
        const expected = c.data.slice();
        for (let i = 0; i < rows; i++) {
          for (let j = 0; j < cols; j++) {
            expected[i * (cols + margin) + j]! +=
              scale * product.data[(i + margin) * (cols + margin) + j + margin]!;
          }
        }
        addTransposedProduct({
          a: { data: a.data, start: margin, stride: rows + margin },
          b: { data: b.data, start: margin, stride: cols + margin },
          c: { data: c.data, start: 0, stride: cols + margin },
          rows,
          cols,
          inner,
          scale,
        });
        c.data.forEach((value, i) => {
          expect(value).toBeCloseTo(expected[i]!, 12);
        });
      },
    ),
  );
});
