import { checkInteger, describeKind } from '../checks/check-integer.js';
import type { TokenRows } from './token-rows.js';

/**
 * Checks that a value is well-formed {@link TokenRows}: offsets start at 0, increase and end at the number of tokens;
 * every token is below `numCols`.
 *
 * @param name what to call the value in messages, `rows` when left out
 * @throws TypeError when it is no such object, RangeError naming the row and what came
 */
export function checkTokenRows(value: unknown, name: string = 'rows'): asserts value is TokenRows {
  if (typeof value !== 'object' || value === null) {
    throw new TypeError(
      `${name}: expected { numRows, numCols, offsets, tokens }, got ${describeKind(value)}`,
    );
  }
  const { numRows, numCols, offsets, tokens } = value as Partial<TokenRows>;
  checkInteger(name, 'numRows', numRows, 0);
  checkInteger(name, 'numCols', numCols, 1);
  if (!(offsets instanceof Uint32Array)) {
    throw new TypeError(`${name}: offsets must be a Uint32Array, got ${describeKind(offsets)}`);
  }
  if (!(tokens instanceof Uint32Array)) {
    throw new TypeError(`${name}: tokens must be a Uint32Array, got ${describeKind(tokens)}`);
  }
  if (offsets.length !== numRows + 1) {
    throw new RangeError(`${name}: ${numRows} rows need ${numRows + 1} offsets, got ${offsets.length}`);
  }
  if (offsets[0] !== 0) throw new RangeError(`${name}: the first offset must be 0, got ${offsets[0]}`);
  if (offsets[numRows] !== tokens.length) {
    throw new RangeError(
      `${name}: the last offset must be the number of tokens, ${tokens.length}, got ${offsets[numRows]}`,
    );
  }
  for (let row = 0; row < numRows; row++) {
    const start = offsets[row]!;
    const end = offsets[row + 1]!;
    if (end <= start || end > tokens.length) {
      throw new RangeError(
        `${name}: row ${row}: offsets must increase up to the ${tokens.length} tokens, got ${start} then ${end}; a text without words is the unknown word alone, ${numCols - 1}`,
      );
    }
    for (let i = start; i < end; i++) {
      if (tokens[i]! >= numCols) {
        throw new RangeError(`${name}: row ${row}: token ${tokens[i]} is not in [0, ${numCols})`);
      }
    }
  }
}
