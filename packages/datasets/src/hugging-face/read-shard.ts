import { stat } from 'node:fs/promises';
import { parseJson } from '../formats/jsonl.js';
import { openParquet } from '../parquet/parquet-file.js';
import { failAt, quote } from '../reading/fail-at.js';
import { readChunks } from '../reading/read-chunks.js';
import { splitLines } from '../reading/read-lines.js';

/** Consecutive rows of a data file. */
export interface ShardRows {
  /** The number of the first row in the file, counted from 0. */
  readonly firstRow: number;
  readonly numRows: number;
  /** The value of a column in a row of these, counted from 0. */
  value(column: number, row: number): unknown;
  /** How much of the file was read with these rows, from 0 to 1. */
  readonly share: number;
  /** The line of a row, where the file has lines. */
  line(row: number): number | undefined;
}

/** Whether a data file is Parquet, by its name. */
export function isParquet(file: string): boolean {
  return /\.parquet$/i.test(file);
}

/**
 * Reads columns of a Parquet file, one row group at a time, or fields of JSON lines, block by block.
 *
 * @param options.fromRow rows to leave out at the start
 * @throws InputError when the file is damaged, or lacks a column or, in some line, a field
 */
export async function* readShard(
  file: string,
  columns: readonly string[],
  options: { readonly fromRow?: number; readonly signal?: AbortSignal | undefined } = {},
): AsyncGenerator<ShardRows> {
  const { fromRow = 0, signal } = options;
  for await (const rows of isParquet(file)
    ? parquetRows(file, columns, fromRow, signal)
    : jsonRows(file, columns, signal)) {
    const skip = Math.max(0, fromRow - rows.firstRow);
    if (skip >= rows.numRows) continue;
    yield {
      firstRow: rows.firstRow + skip,
      numRows: rows.numRows - skip,
      share: rows.share,
      value: (column, row) => rows.value(column, row + skip),
      line: (row) => rows.line(row + skip),
    };
  }
}

async function* parquetRows(
  file: string,
  columns: readonly string[],
  fromRow: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<ShardRows> {
  const opened = await openParquet(file);
  try {
    for await (const { firstRow, numRows, columns: values } of opened.read(columns, { fromRow, signal })) {
      yield {
        firstRow,
        numRows,
        share: (firstRow + numRows) / opened.numRows,
        value: (column, row) => values[column]![row],
        line: () => undefined,
      };
    }
  } finally {
    await opened.close();
  }
}

async function* jsonRows(
  file: string,
  columns: readonly string[],
  signal: AbortSignal | undefined,
): AsyncGenerator<ShardRows> {
  const { size } = await stat(file).catch(() => ({ size: 0 }));
  let numBefore = 0;
  let bytesRead = 0;
  const chunks = readChunks(file, {
    signal,
    onBytes: (bytes) => {
      bytesRead += bytes;
    },
  });
  for await (const { firstLine, lines } of splitLines(chunks, { file, signal })) {
    const numbers: number[] = [];
    const rows: unknown[][] = [];
    for (const [i, text] of lines.entries()) {
      if (text.trim() === '') continue;
      const line = firstLine + i;
      if (line === 1 && text.trimStart().startsWith('[')) {
        failAt(
          { file, line },
          'syntax',
          'Expected a JSON object on each line, got a JSON list.',
          'Write the file as JSON lines.',
        );
      }
      const object = parseJson(text, { file, line });
      if (typeof object !== 'object' || object === null || Array.isArray(object)) {
        failAt({ file, line }, 'syntax', `Expected a JSON object, got ${quote(text.trim())}.`);
      }
      rows.push(columns.map((column) => fieldOf(object as Record<string, unknown>, column, { file, line })));
      numbers.push(line);
    }
    yield {
      firstRow: numBefore,
      numRows: rows.length,
      share: bytesRead / size,
      value: (column, row) => rows[row]![column],
      line: (row) => numbers[row],
    };
    numBefore += rows.length;
  }
}

function fieldOf(
  object: Record<string, unknown>,
  field: string,
  place: { readonly file: string; readonly line: number },
): unknown {
  if (Object.hasOwn(object, field)) return object[field];
  const names = Object.keys(object).join(', ');
  return failAt(place, 'missing-field', `Expected the field ${quote(field)}, got ${quote(names)}.`);
}
