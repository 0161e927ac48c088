import type { Matrix } from '../matrix/matrix.js';
import { checkInteger, describeKind } from './check-integer.js';

/**
 * Checks that an argument is a {@link Matrix} whose shape and data agree and whose entries are finite.
 *
 * @throws TypeError when it is no matrix, RangeError when its shape is wrong or an entry is NaN or infinite (its row
 *   and column are named)
 */
export function checkMatrix(place: string, name: string, value: unknown): asserts value is Matrix {
  if (
    typeof value !== 'object' ||
    value === null ||
    !('data' in value && 'rows' in value && 'cols' in value)
  ) {
    throw new TypeError(
      `${place}: ${name} must be a Matrix { rows, cols, data }, got ${describeKind(value)}`,
    );
  }
  const { rows, cols, data } = value;
  if (!(data instanceof Float64Array)) {
    throw new TypeError(`${place}: ${name}.data must be a Float64Array, got ${describeKind(data)}`);
  }
  checkInteger(place, `${name}.rows`, rows, 0);
  checkInteger(place, `${name}.cols`, cols, 0);
  if (data.length !== rows * cols) {
    throw new RangeError(
      `${place}: ${name} is ${rows} x ${cols} and needs ${rows * cols} entries, got ${data.length}`,
    );
  }
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i])) {
      throw new RangeError(
        `${place}: ${name} must be finite, entry (row ${Math.floor(i / cols)}, column ${i % cols}) is ${data[i]}`,
      );
    }
  }
}
