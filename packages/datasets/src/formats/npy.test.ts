import { createMatrix } from '@sbn/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectInputError, succeedsOrRefuses } from '../testing/input-errors.js';
import { damage, damages } from '../testing/mutate.js';
import { encodeNpy, parseNpy } from './npy.js';
import { decodeFloat16 } from './npy-elements.js';

/** A `.npy` file, byte by byte, with a header as it is given. */
function npyFile(header: string, elements: readonly number[], version = 1): Uint8Array {
  const text = new TextEncoder().encode(header);
  const length =
    version === 1 ? [text.length & 0xff, text.length >> 8] : [text.length & 0xff, text.length >> 8, 0, 0];
  return Uint8Array.from([0x93, ...Buffer.from('NUMPY'), version, 0, ...length, ...text, ...elements]);
}

const header = (descr: string, shape: string, fortran = 'False'): string =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }\n`;

test.each([
  ['<f8', [0, 0, 0, 0, 0, 0, 0xf8, 0xbf], -1.5],
  ['>f8', [0xbf, 0xf8, 0, 0, 0, 0, 0, 0], -1.5],
  ['<f4', [0, 0, 0x20, 0x40], 2.5],
  ['>f4', [0x40, 0x20, 0, 0], 2.5],
  ['<f2', [0x00, 0xc1], -2.5],
  ['>f2', [0xc1, 0x00], -2.5],
  ['|i1', [0xff], -1],
  ['<i2', [0xfe, 0xff], -2],
  ['>i4', [0xff, 0xff, 0xff, 0xfd], -3],
  ['<i8', [0xfc, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], -4],
  ['|u1', [0xff], 255],
  ['>u2', [1, 0], 256],
  ['<u4', [0xff, 0xff, 0xff, 0xff], 2 ** 32 - 1],
  ['<u8', [0, 0, 0, 0, 0, 0, 0x10, 0], 2 ** 52],
  ['|b1', [1], 1],
] as const)('an element of type %s', (descr, bytes, value) => {
  for (const version of [1, 2, 3]) {
    expect(parseNpy(npyFile(header(descr, '(1,)'), bytes, version))).toEqual({
      shape: [1],
      data: Float64Array.of(value),
    });
  }
});

test('half precision: subnormal, largest, and everything that float32 rounding of a grid gives', () => {
  expect(decodeFloat16(0x0001)).toBe(2 ** -24);
  expect(decodeFloat16(0x03ff)).toBe(1023 * 2 ** -24);
  expect(decodeFloat16(0x0400)).toBe(2 ** -14);
  expect(decodeFloat16(0x7bff)).toBe(65504);
  expect(decodeFloat16(0x8000)).toBe(-0);
  expect(decodeFloat16(0xfc00)).toBe(Number.NEGATIVE_INFINITY);
  expect(decodeFloat16(0x7e00)).toBeNaN();
  expect(decodeFloat16(0x3555)).toBeCloseTo(1 / 3, 3);
});

test('Fortran order becomes row order, in any number of dimensions', () => {
  const bytes = [...Array(24).keys()];
  const { shape, data } = parseNpy(npyFile(header('|u1', '(2, 3, 4)', 'True'), bytes));
  expect(shape).toEqual([2, 3, 4]);
  for (let i = 0; i < 2; i++) {
    for (let j = 0; j < 3; j++) {
      for (let k = 0; k < 4; k++) expect(data[(i * 3 + j) * 4 + k]).toBe(i + 2 * (j + 3 * k));
    }
  }
  expect(parseNpy(npyFile(header('|u1', '()', 'True'), [7]))).toEqual({
    shape: [],
    data: Float64Array.of(7),
  });
});

test('a file as NumPy writes it, byte for byte', () => {
  const written = encodeNpy({ numRows: 2, numCols: 2, data: Float32Array.of(1, 2, 3, -4) });
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }`;
  expect(Buffer.from(written).toString('latin1')).toBe(
    `\x93NUMPY\x01\x00\x76\x00${text.padEnd(117)}\n` +
      '\x00\x00\x80\x3f\x00\x00\x00\x40\x00\x00\x40\x40\x00\x00\x80\xc0',
  );
});

test('what is written is read', () => {
  const doubles = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 4 }),
      fc.integer({ min: 0, max: 4 }),
      fc.array(doubles, { minLength: 16, maxLength: 16 }),
      (rows, cols, values) => {
        const data = Float64Array.from(values.slice(0, rows * cols));
        expect(parseNpy(encodeNpy(createMatrix(rows, cols, data)))).toEqual({ shape: [rows, cols], data });
        expect(parseNpy(encodeNpy(data))).toEqual({ shape: [rows * cols], data });
        const single = Float64Array.from(data, (value) => Math.max(-3e38, Math.min(3e38, value)));
        const array = { shape: [1, rows, cols], data: single };
        expect(parseNpy(encodeNpy(array, { type: 'float32' })).data).toEqual(
          Float64Array.from(Float32Array.from(single)),
        );
      },
    ),
  );
});

test('damaged files are read or refused, nothing else', () => {
  const file = encodeNpy(
    createMatrix(
      3,
      5,
      Array.from({ length: 15 }, (_, i) => i / 7),
    ),
  );
  fc.assert(
    fc.property(damages(), (list) => succeedsOrRefuses(() => parseNpy(damage(file, list)))),
    { numRuns: 500 },
  );
});

const nan = [0, 0, 0xc0, 0x7f];
const one = [0, 0, 0x80, 0x3f];
test.each([
  ['an empty file', new Uint8Array(), 'empty-file'],
  ['something else', new TextEncoder().encode('hello, this is a text'), 'syntax'],
  ['a file cut off in its elements', npyFile(header('<f4', '(2,)'), [...one, 0]), 'truncated'],
  ['a file cut off in its header', npyFile(header('<f4', '(2,)'), []).subarray(0, 40), 'truncated'],
  ['a file cut off before its header', npyFile('', []).subarray(0, 9), 'syntax'],
  ['too many elements', npyFile(header('<f4', '(2,)'), [...one, ...one, ...one]), 'wrong-count'],
  ['version 4', npyFile(header('<f4', '(1,)'), one, 4), 'unsupported'],
  ['pickled objects', npyFile(header('|O', '(1,)'), one), 'unsupported'],
  ['complex numbers', npyFile(header('<c8', '(1,)'), [...one, ...one]), 'unsupported'],
  ['texts', npyFile(header('<U1', '(1,)'), one), 'unsupported'],
  [
    'records',
    npyFile("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }\n", one),
    'unsupported',
  ],
  ['a header without a shape', npyFile("{'descr': '<f4', 'fortran_order': False, }\n", one), 'syntax'],
  [
    'a header that says something twice',
    npyFile("{'descr': '<f4', 'descr': '<f4', 'shape': (1,), }\n", one),
    'syntax',
  ],
  ['a negative shape', npyFile(header('<f4', '(-1,)'), one), 'syntax'],
  ['a shape beyond all bounds', npyFile(header('<f4', '(99999999, 99999999)'), one), 'unsupported'],
  ['NaN', npyFile(header('<f4', '(2, 1)'), [...one, ...nan]), 'not-finite'],
  ['an integer beyond 2^53', npyFile(header('<u8', '(1,)'), [0, 0, 0, 0, 0, 0, 0x40, 0]), 'bad-number'],
] as const)('%s is refused', async (_, bytes, code) => {
  await expectInputError(() => parseNpy(bytes, { file: 'x.npy' }), { code, file: 'x.npy' });
});

test('the place of a number that is not finite is said, and it may be let through', async () => {
  const rows = npyFile(header('<f4', '(2, 3)'), [...one, ...one, ...one, ...one, ...nan, ...one]);
  const error = await expectInputError(() => parseNpy(rows), { code: 'not-finite' });
  expect(error.message).toContain('[1, 1]');
  const columns = npyFile(header('<f4', '(2, 3)', 'True'), [...one, ...one, ...one, ...nan, ...one, ...one]);
  expect((await expectInputError(() => parseNpy(columns), { code: 'not-finite' })).message).toContain(
    '[1, 1]',
  );
  expect(parseNpy(rows, { allowNonFinite: true }).data[4]).toBeNaN();
});

test('arguments that are not arrays are refused', () => {
  expect(() => parseNpy('x' as unknown as Uint8Array)).toThrow(TypeError);
  expect(() => encodeNpy({ shape: [2, 2], data: new Float64Array(3) })).toThrow(RangeError);
  expect(() => encodeNpy(new Float64Array(1), { type: 'int8' as 'float32' })).toThrow(RangeError);
});
