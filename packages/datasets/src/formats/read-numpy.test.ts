import { gzipSync } from 'node:zlib';
import { createMatrix } from '@sbn/core';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { expectInputError, succeedsOrRefuses } from '../testing/input-errors.js';
import { damage, damages } from '../testing/mutate.js';
import { tempFiles } from '../testing/temp-folder.js';
import { encodeNpy } from './npy.js';
import { parseNpz } from './npz.js';
import { listNumpyArrays, readNumpyArray, readNumpyMatrix, readNumpyVector } from './read-numpy.js';

const matrix = createMatrix(2, 3, [1, 2, 3, 4, 5, 6.5]);
const archive = zipSync({
  'w.npy': encodeNpy(matrix),
  'b.npy': [encodeNpy(Float64Array.of(7, 8)), { level: 0 }],
});

test('.npy, gzipped .npy and .npz are told apart by their content', async () => {
  const files = tempFiles({
    'a.npy': encodeNpy(matrix),
    'a.dat': gzipSync(encodeNpy(matrix)),
    'a.npz': archive,
    'one.npz': zipSync({ 'only.npy': encodeNpy(matrix) }),
  });
  expect(await readNumpyMatrix(files['a.npy'])).toEqual(matrix);
  expect(await readNumpyMatrix(files['a.dat'])).toEqual(matrix);
  expect(await readNumpyMatrix(files['a.npz'], { array: 'w' })).toEqual(matrix);
  expect(await readNumpyVector(files['a.npz'], { array: 'b' })).toEqual(Float64Array.of(7, 8));
  expect(await readNumpyMatrix(files['one.npz'])).toEqual(matrix);
});

test('a large array is decoded piece by piece', async () => {
  const data = Float64Array.from({ length: 1_100_000 }, (_, i) => i);
  const { file } = tempFiles({ file: encodeNpy(data) });
  const read = await readNumpyVector(file);
  expect(read.length).toBe(data.length);
  expect(read.every((value, i) => value === i)).toBe(true);
});

test('an array of the wrong shape is refused', async () => {
  const files = tempFiles({
    v: encodeNpy(Float64Array.of(1, 2)),
    m: encodeNpy(matrix),
    row: encodeNpy(createMatrix(1, 3)),
  });
  await expectInputError(() => readNumpyMatrix(files.v), { code: 'wrong-count', file: files.v });
  await expectInputError(() => readNumpyVector(files.m), { code: 'wrong-count', file: files.m });
  expect(await readNumpyVector(files.row)).toHaveLength(3);
});

test('an array that is not there, files that are none, and damage are refused', async () => {
  const cut = encodeNpy(matrix).subarray(0, 150);
  const files = tempFiles({ 'a.npz': archive, 'm.npy': encodeNpy(matrix), cut, empty: '', text: 'hello' });
  await expectInputError(() => readNumpyArray(files['a.npz']), {
    code: 'unknown-name',
    file: files['a.npz'],
  });
  await expectInputError(() => readNumpyArray(files['a.npz'], { array: 'x' }), { code: 'unknown-name' });
  await expectInputError(() => readNumpyArray(files['m.npy'], { array: 'x' }), { code: 'unknown-name' });
  await expectInputError(() => readNumpyArray(files.cut), { code: 'truncated', file: files.cut });
  await expectInputError(() => readNumpyArray(files.empty), { code: 'empty-file', file: files.empty });
  await expectInputError(() => readNumpyArray(files.text), { code: 'syntax', file: files.text });
  await expectInputError(() => readNumpyArray(`${files.text}.none`), { code: 'file-not-found' });
  await expectInputError(() => parseNpz(archive.subarray(0, 100)), { code: 'bad-archive' });
  await expectInputError(() => parseNpz(archive, { array: 'w', maxBytes: 100 }), { code: 'file-too-large' });
  await expectInputError(() => parseNpz(new Uint8Array()), { code: 'empty-file' });
});

test('damaged archives are read or refused, nothing else', () => {
  fc.assert(
    fc.property(damages(), fc.constantFrom('w', 'b', undefined), (list, array) =>
      succeedsOrRefuses(() => parseNpz(damage(archive, list), { array, maxBytes: 2 ** 20 })),
    ),
    { numRuns: 500 },
  );
});

test('arrays are listed with what they are, and not decoded', async () => {
  const data = Float32Array.of(1, Number.NaN);
  const files = tempFiles({
    'a.npy': encodeNpy(data),
    'a.npy.gz': gzipSync(encodeNpy(matrix)),
    'a.npz': archive,
    'texts.npz': zipSync({
      'names.npy': Buffer.from(
        Buffer.from(encodeNpy(Float64Array.of(1)))
          .toString('latin1')
          .replace('<f8', '<U2'),
        'latin1',
      ),
      'b.npy': encodeNpy(data),
    }),
    cut: encodeNpy(matrix).subarray(0, 150),
    'cut.npz': archive.subarray(0, 100),
  });
  const wholeMatrix = { shape: [2, 3], descr: '<f8', type: 'float64', numBytes: 48 };
  expect(await listNumpyArrays(files['a.npy'])).toEqual([
    { shape: [2], descr: '<f4', type: 'float32', numBytes: 8 },
  ]);
  expect(await listNumpyArrays(files['a.npy.gz'])).toEqual([wholeMatrix]);
  expect(await listNumpyArrays(files['a.npz'])).toEqual([
    { name: 'w', ...wholeMatrix },
    { name: 'b', shape: [2], descr: '<f8', type: 'float64', numBytes: 16 },
  ]);
  expect((await listNumpyArrays(files['texts.npz'])).map(({ name }) => name)).toEqual(['b']);
  await expectInputError(() => listNumpyArrays(files.cut), { code: 'truncated', file: files.cut });
  await expectInputError(() => listNumpyArrays(files['cut.npz']), { code: 'bad-archive' });
});

test('an archive that claims more than it can hold is refused before memory is taken', async () => {
  const lying = Buffer.from(archive);
  // The unpacked size of the first entry, in the directory at the end of the archive.
  const directory = lying.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
  lying.writeUInt32LE(0xf0000000, directory + 24);
  await expectInputError(() => parseNpz(lying, { array: 'w' }), { code: 'bad-archive' });
});
