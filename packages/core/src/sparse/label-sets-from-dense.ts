import { checkInteger, describeKind } from '../checks/check-integer.js';
import { checkOptions } from '../checks/check-options.js';
import type { LabelSets } from './sparse-rows.js';

/**
 * Reads label sets from a 0/1 table.
 *
 * @param options.data row-major, `numRows * numLabels` entries, each 0 or 1
 * @throws TypeError when the data is no array, RangeError when it has another length or an entry is neither 0 nor 1
 *   (its row and label are named)
 */
export function labelSetsFromDense(options: {
  readonly data: ArrayLike<number>;
  readonly numRows: number;
  readonly numLabels: number;
}): LabelSets {
  checkOptions('labelSetsFromDense', options);
  const { data, numRows, numLabels } = options;
  checkInteger('labelSetsFromDense', 'numRows', numRows, 0);
  checkInteger('labelSetsFromDense', 'numLabels', numLabels, 0);
  if (typeof data !== 'object' || data === null || typeof data.length !== 'number') {
    throw new TypeError(`labelSetsFromDense: data must be an array of numbers, got ${describeKind(data)}`);
  }
  if (data.length !== numRows * numLabels) {
    throw new RangeError(
      `labelSetsFromDense: ${numRows} rows of ${numLabels} labels need ${numRows * numLabels} entries, got ${data.length}`,
    );
  }
  const offsets = new Uint32Array(numRows + 1);
  const indices: number[] = [];
  for (let row = 0; row < numRows; row++) {
    for (let label = 0; label < numLabels; label++) {
      const entry = data[row * numLabels + label];
      if (entry === 1) indices.push(label);
      else if (entry !== 0) {
        throw new RangeError(`labelSetsFromDense: row ${row}, label ${label}: expected 0 or 1, got ${entry}`);
      }
    }
    offsets[row + 1] = indices.length;
  }
  return { numRows, numCols: numLabels, offsets, indices: Uint32Array.from(indices) };
}
