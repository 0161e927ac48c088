import { describe, expect, it } from 'vitest';
import { expectInputError } from '../testing/input-errors.js';
import { tempFiles } from '../testing/temp-folder.js';
import { readTable, type TableRow } from './read-table.js';

const content = 'id,"Text"\r\n1,"a ""b""\nc"\r\n\r\n2,é\r\n3,"x\n\ny"';

async function rowsOf(file: string, from?: TableRow['next']): Promise<TableRow[]> {
  const rows: TableRow[] = [];
  for await (const row of readTable(file, { columns: ['TEXT', 'ID'], from })) rows.push(row);
  return rows;
}

describe('readTable', () => {
  it('gives the columns that are asked for, with the lines on which rows start', async () => {
    const { table } = tempFiles({ table: `\ufeff${content}` });
    const rows = await rowsOf(table);
    expect(rows.map(({ fields }) => fields)).toEqual([
      ['a "b"\nc', '1'],
      ['é', '2'],
      ['x\n\ny', '3'],
    ]);
    expect(rows.map(({ place }) => place.line)).toEqual([2, 4, 6]);
    expect(rows.at(-1)!.next.bytes).toBe(Buffer.byteLength(content) + 3);
  });

  it('goes on behind every row', async () => {
    const { table } = tempFiles({ table: content });
    const rows = await rowsOf(table);
    for (const [i, { next }] of rows.entries()) expect(await rowsOf(table, next)).toEqual(rows.slice(i + 1));
  });

  it.each([
    ['', 'empty-file', 1],
    ['id\n1\n', 'unknown-name', 1],
    ['id,text\n1,a\n2\n', 'wrong-count', 3],
    ['id,text\n1,a\n2,"b', 'truncated', 3],
    ['id,text\n1,a"b"\n', 'syntax', 2],
  ] as const)('refuses %j', async (text, code, line) => {
    const { table } = tempFiles({ table: text });
    await expectInputError(() => rowsOf(table), { code, file: table, line });
  });
});
