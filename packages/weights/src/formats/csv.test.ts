import { gzipSync } from 'node:zlib';
import { createMatrix } from '@sbn/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listTensors } from '../list-tensors.js';
import { readOutputLayer } from '../read-output-layer.js';
import { readTensor } from '../read-tensor.js';
import { expectDamageRefused } from '../testing/expect-damage-refused.js';
import { expectInputError } from '../testing/input-errors.js';
import { tempFiles } from '../testing/temp-files.js';

test.each([
  ['commas', '1,-2.5,3e-5\n4,5,.5\n'],
  ['a header, blanks, and no last line end', 'a, b, c\n1, -2.5 ,3e-5\n4,5,.5'],
  ['semicolons and Windows line ends', '1;-2.5;3e-5\r\n4;5;.5\r\n'],
  ['tabs, a byte order mark and blank lines', '\ufeff\n1\t-2.5\t3e-5\n\n4\t5\t0.5\n\n'],
  ['blanks and comments, as NumPy writes them', '# a b c\n 1 -2.5   3e-5\n# more\n 4  5    0.5\n'],
  ['quotes', '"x","y","z"\n"1","-2.5","3e-5"\n4,5,"0.5"\n'],
])('%s', async (_, text) => {
  const files = tempFiles({ 'W.csv': text, 'W.csv.gz': gzipSync(text) });
  for (const file of [files['W.csv'], files['W.csv.gz']]) {
    expect(await readTensor(file)).toEqual({
      name: 'W',
      shape: [2, 3],
      dtype: 'float64',
      data: Float64Array.of(1, -2.5, 3e-5, 4, 5, 0.5),
    });
  }
});

test('what is written is read, to the last bit', async () => {
  const doubles = fc.double({ noNaN: true, noDefaultInfinity: true });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(doubles, { minLength: 4, maxLength: 40 }),
      async (cols, all) => {
        const rows = Math.floor(all.length / cols);
        const values = all.slice(0, rows * cols);
        const lines = Array.from({ length: rows }, (_, row) =>
          values.slice(row * cols, (row + 1) * cols).join(','),
        );
        const { 'x.csv': file } = tempFiles({ 'x.csv': `${lines.join('\n')}\n` });
        // Minus zero is written as 0.
        const data = Float64Array.from(values, (value) => value + 0);
        expect(await readTensor(file)).toMatchObject({ shape: [rows, cols], data });
      },
    ),
    { numRuns: 50 },
  );
});

test('a column is a bias', async () => {
  const files = tempFiles({ 'W.csv': '1,2\n3,4\n5,6\n', 'b.csv': 'bias\n7\n8\n9\n' });
  expect(await readOutputLayer({ weights: files['W.csv'], bias: files['b.csv'] })).toEqual({
    weights: createMatrix(3, 2, [1, 2, 3, 4, 5, 6]),
    bias: Float64Array.of(7, 8, 9),
    tensor: 'W',
    biasTensor: 'b',
    transposed: false,
  });
});

test.each([
  ['a ragged row', '1,2\n3\n', 'wrong-count', ':2: Expected 2 fields'],
  ['a row that differs from the header', 'a,b\n3\n', 'wrong-count', ':2: Expected 2 fields'],
  ['a text', '1,2\n3,four\n', 'bad-number', ':2: Expected a number in column 2, got "four"'],
  ['a header with a number in it', 'a,2\n3,4\n', 'bad-number', ':1: Expected a number in column 1'],
  ['a second header', 'a,b\nc,d\n', 'bad-number', ':2: '],
  ['a missing number', '1,2\n3,\n', 'bad-number', ':2: Expected a number in column 2, got ""'],
  ['a number too many between blanks', '1 2\n3 4 5\n', 'wrong-count', ':2: '],
  ['hexadecimal', '1,0x10\n', 'bad-number', ':1: '],
  ['a quote that is not closed', '1,2\n"3,4\n', 'syntax', 'A quote'],
  ['nothing', '', 'empty-file', ':1: '],
  ['only a header', 'a,b\n', 'empty-file', ':1: '],
])('%s: refused with its line', async (_, text, code, message) => {
  const { 'x.csv': file } = tempFiles({ 'x.csv': text });
  await expectInputError(() => listTensors(file), code, message);
});

test('numbers that are not finite are read, but are no layer', async () => {
  const { 'x.csv': file } = tempFiles({ 'x.csv': '1,NaN\n-inf,2\n3,4\n' });
  expect((await readTensor(file)).data).toEqual(
    Float64Array.of(1, Number.NaN, Number.NEGATIVE_INFINITY, 2, 3, 4),
  );
  await expectInputError(
    () => readOutputLayer({ weights: file, numLabels: 3 }),
    'not-finite',
    'got NaN at [0, 1]',
  );
});

test('a damaged file is read or refused, nothing else', { timeout: 60_000 }, async () => {
  const content = Buffer.from('a,"b"\n1,2.5\n-3e4,"4"\n');
  const { 'x.csv': file } = tempFiles({ 'x.csv': content });
  await expectDamageRefused(file, content);
});
