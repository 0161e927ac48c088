import { expect, test } from 'vitest';
import { checkTokenRows } from './check-token-rows.js';

const rows = {
  numRows: 2,
  numCols: 5,
  offsets: Uint32Array.of(0, 3, 4),
  tokens: Uint32Array.of(4, 0, 4, 2),
};

test('rows of any lengths with repeated words pass', () => {
  expect(() => checkTokenRows(rows)).not.toThrow();
  expect(() =>
    checkTokenRows({ numRows: 0, numCols: 1, offsets: Uint32Array.of(0), tokens: new Uint32Array() }),
  ).not.toThrow();
});

test.each([
  ['no object', 3, TypeError, /expected \{ numRows, numCols, offsets, tokens \}/],
  ['a list of offsets', { ...rows, offsets: [0, 3, 4] }, TypeError, /offsets must be a Uint32Array/],
  ['no tokens', { ...rows, tokens: undefined }, TypeError, /tokens must be a Uint32Array/],
  ['too few offsets', { ...rows, offsets: Uint32Array.of(0, 4) }, RangeError, /2 rows need 3 offsets, got 2/],
  ['a late start', { ...rows, offsets: Uint32Array.of(1, 3, 4) }, RangeError, /first offset must be 0/],
  ['an early end', { ...rows, offsets: Uint32Array.of(0, 2, 3) }, RangeError, /last offset .* 4, got 3/],
  [
    'an empty row',
    { ...rows, offsets: Uint32Array.of(0, 4, 4) },
    RangeError,
    /row 1: .*unknown word alone, 4/,
  ],
  [
    'a large word',
    { ...rows, tokens: Uint32Array.of(4, 0, 5, 2) },
    RangeError,
    /row 0: token 5 is not in \[0, 5\)/,
  ],
])('%s is refused', (_, value, kind, message) => {
  const check = () => checkTokenRows(value, 'texts');
  expect(check).toThrow(kind);
  expect(check).toThrow(message);
  expect(check).toThrow(/^texts: /);
});
