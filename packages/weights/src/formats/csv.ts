import { basename } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { readLines } from '@sbn/datasets';
import { CsvError, type Info, parse } from 'csv-parse';
import { failAt, quote } from '../files/fail-at.js';
import { roleByShape } from '../layer/role-by-shape.js';
import type { TensorFile } from '../tensor-file.js';

/**
 * Opens a matrix written as text: one row per line, numbers between commas, semicolons, tabs or blanks (whichever the
 * first line has). A first line without a single number is a header; lines that start with `#` are comments, as
 * `np.savetxt` writes them. The tensor is named after the file.
 *
 * @throws InputError with the line, when a field is not a number or a row has another length than the first
 */
export async function openCsv(file: string): Promise<TensorFile> {
  let rows = 0;
  let cols = 0;
  for await (const row of readRows(file)) {
    rows++;
    cols = row.length;
  }
  if (rows === 0) {
    failAt({ file, line: 1 }, 'empty-file', 'The file has no numbers.', 'Write one row of numbers per line.');
  }
  const shape = [rows, cols];
  const role = roleByShape(shape, 'float64');
  return {
    file,
    tensors: [
      {
        name: basename(file).replace(/\.(csv|tsv|txt)(\.gz)?$/i, ''),
        shape,
        dtype: 'float64',
        bytes: rows * cols * 8,
        ...(role === undefined ? {} : { role }),
        async read() {
          const data = new Float64Array(rows * cols);
          let at = 0;
          for await (const row of readRows(file)) {
            data.set(row, at);
            at += row.length;
          }
          return data;
        },
      },
    ],
    close: async () => {},
  };
}

/** What csv-parse gives with its option `info`. */
interface CsvItem {
  readonly record: readonly string[];
  readonly info: Info;
}

async function* readRows(file: string): AsyncGenerator<readonly number[]> {
  const delimiter = await delimiterOf(file);
  const rows = parse({
    comment: '#',
    comment_no_infix: true,
    delimiter,
    info: true,
    // The reader counts the fields itself, to say what is wrong in its own words.
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  });
  // A failure of either stage destroys the last stage with that error; leaving the loop early closes the file.
  const parser = pipeline(Readable.from(lineBlocks(file, delimiter)), rows, () => {});
  let isFirst = true;
  let cols: number | undefined;
  try {
    for await (const item of parser) {
      const { record, info } = item as CsvItem;
      const place = { file, line: info.lines };
      if (cols !== undefined && record.length !== cols) {
        failAt(
          place,
          'wrong-count',
          `Expected ${cols} fields as in the first row, got ${record.length}.`,
          'Every row needs as many numbers.',
        );
      }
      cols = record.length;
      const isHeader = isFirst && record.every((field) => numberOf(field) === undefined);
      isFirst = false;
      if (isHeader) continue;
      yield record.map(
        (field, column) =>
          numberOf(field) ??
          failAt(
            place,
            'bad-number',
            `Expected a number in column ${column + 1}, got ${quote(field)}.`,
            'A matrix has nothing but numbers, below an optional line of names.',
          ),
      );
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? error.lines : undefined;
    failAt(
      { file, line },
      'syntax',
      'A quote is not closed, or stands inside a field.',
      'Numbers need no quotes.',
      error,
    );
  }
}

async function* lineBlocks(file: string, delimiter: string): AsyncGenerator<string> {
  for await (const { lines } of readLines(file)) {
    // Blanks also fill up columns, so any number of them stands for one.
    const rows = delimiter === ' ' ? lines.map((line) => line.trim().replaceAll(/ +/g, ' ')) : lines;
    yield `${rows.join('\n')}\n`;
  }
}

async function delimiterOf(file: string): Promise<string> {
  for await (const { lines } of readLines(file)) {
    for (const line of lines) {
      const row = line.trim();
      if (row === '' || row.startsWith('#')) continue;
      return ['\t', ';', ',', ' '].find((delimiter) => row.includes(delimiter)) ?? ',';
    }
  }
  return ',';
}

const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const special: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['+inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
]);

function numberOf(field: string): number | undefined {
  if (decimal.test(field)) return Number(field);
  return special.get(field.toLowerCase());
}
