import { writeFileSync } from 'node:fs';
import { InputError } from '@sbn/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectInputError, inputErrorOf } from '../testing/input-errors.js';
import { damage, damages } from '../testing/mutate.js';
import { parquetFile } from '../testing/parquet-file.js';
import { pyarrowFiles } from '../testing/pyarrow-files.js';
import { tempFiles } from '../testing/temp-folder.js';
import { openParquet } from './parquet-file.js';

const columns = {
  id: { type: 'STRING' as const, data: ['a', 'é', null, 'd', ''] },
  tags: { type: 'STRING' as const, list: true, data: [['x', 'y'], [], ['z'], null, ['x']] },
  n: { type: 'INT64' as const, data: [1n, 2n, null, 2n ** 60n, -1n] },
  x: { type: 'FLOAT' as const, list: true, data: [[1, 2], [3], [4, 5], [6], [7]] },
  yes: { type: 'BOOLEAN' as const, data: [true, false, null, true, false] },
};

async function readAll(file: string, names: readonly string[]): Promise<unknown[][]> {
  const opened = await openParquet(file);
  try {
    const all: unknown[][] = names.map(() => []);
    for await (const { firstRow, numRows, columns: values } of opened.read(names)) {
      expect(firstRow).toBe(all[0]!.length);
      for (const [i, list] of values.entries()) {
        expect(list.length).toBe(numRows);
        all[i]!.push(...list);
      }
    }
    return all;
  } finally {
    await opened.close();
  }
}

test.each(['UNCOMPRESSED', 'SNAPPY', 'GZIP'] as const)(
  'columns, values and row groups; %s',
  async (codec) => {
    const { file } = tempFiles({
      file: parquetFile(columns, { codec, rowGroupSize: 2, metadata: { k: 'v' } }),
    });
    const opened = await openParquet(file);
    expect(opened.numRows).toBe(5);
    expect(opened.metadata.get('k')).toBe('v');
    expect(opened.columns).toMatchObject([
      { name: 'id', values: 'text', isList: false },
      { name: 'tags', values: 'text', isList: true },
      { name: 'n', values: 'integer', isList: false },
      { name: 'x', values: 'float', isList: true, floatBytes: 4, numValues: 7 },
      { name: 'yes', values: 'boolean', isList: false },
    ]);
    await opened.close();
    const expected = Object.values(columns).map(({ data }) => data.map((value) => value ?? null));
    const found = await readAll(file, Object.keys(columns));
    expect(found.map((list) => list.map((value) => value ?? null))).toEqual(expected);
    expect(await readAll(file, ['n', 'x'])).toEqual([found[2], found[3]]);
  },
);

test.each(['zstd', 'brotli', 'lz4'] as const)('a file of pyarrow, %s', async (codec) => {
  const { file } = tempFiles({ file: Buffer.from(pyarrowFiles[codec], 'base64') });
  const rows = [
    ['a', 'é', null, 'd'],
    [['x', 'y'], [], null, ['x']],
    [0, 1, 2, 3].map((i) => [i + 0.5, i + 1]),
  ];
  const found = await readAll(file, ['id', 'tags', 'x']);
  expect(found.map((list) => list.map((value) => value ?? null))).toEqual(rows);
});

test('what is no whole Parquet file is refused, and so is a column that is not there', async () => {
  const whole = parquetFile(columns);
  const files = tempFiles({
    whole,
    empty: '',
    text: 'hello, world',
    cut: whole.subarray(0, whole.length / 2),
    locked: 'PARE....PARE',
    tiny: 'PAR1',
  });
  await expectInputError(() => openParquet(files.empty), { code: 'empty-file', file: files.empty });
  await expectInputError(() => openParquet(files.text), { code: 'syntax', file: files.text });
  await expectInputError(() => openParquet(files.cut), { code: 'truncated', file: files.cut });
  await expectInputError(() => openParquet(files.locked), { code: 'unsupported', file: files.locked });
  await expectInputError(() => openParquet(files.tiny), { code: 'syntax', file: files.tiny });
  await expectInputError(() => openParquet(`${files.tiny}.none`), { code: 'file-not-found' });
  const error = await expectInputError(() => readAll(files.whole, ['nobody']), { code: 'unknown-name' });
  expect(error.message).toContain('id, tags, n, x, yes');
});

test('a row group that is too large to hold is refused before it is read', async () => {
  const data = Array.from(Array(999).keys());
  const { file } = tempFiles({ file: parquetFile({ x: { type: 'INT32', data } }, { rowGroupSize: 999 }) });
  const opened = await openParquet(file, { maxGroupBytes: 1000 });
  const error = await expectInputError(() => opened.read(['x']), { code: 'file-too-large', file });
  await opened.close();
  expect(error.message).toContain('row_group_size');
});

test('a damaged file is read or refused, and nothing else', async () => {
  const whole = parquetFile(columns, { rowGroupSize: 3 });
  const { file } = tempFiles({ file: whole });
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(damages(), async (list) => {
      writeFileSync(file, damage(whole, list));
      try {
        await readAll(file, Object.keys(columns));
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        await inputErrorOf(() => Promise.reject(error));
        refused++;
      }
    }),
    { numRuns: 150 },
  );
  expect(refused).toBeGreaterThan(50);
});
