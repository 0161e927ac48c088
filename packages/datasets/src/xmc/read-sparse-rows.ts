import { parseFeatureValue, parseIndex } from '../parsing/parse-number.js';
import { failAt, quote } from '../reading/fail-at.js';
import { readLines } from '../reading/read-lines.js';

/** A row of a sparse matrix. */
export interface SparseRow {
  /** The 1-based line it stands on. */
  readonly line: number;
  readonly indices: readonly number[];
  readonly values: readonly number[];
}

/** A sparse matrix in a text file, to be read row by row. */
export interface SparseRows {
  readonly file: string;
  readonly numRows: number;
  readonly numCols: number;
  read(options?: { readonly signal?: AbortSignal | undefined }): AsyncGenerator<readonly SparseRow[]>;
}

/**
 * Opens a sparse matrix as the Extreme Classification Repository writes them: `rows columns`, then a line of
 * `column:value` for each row, columns counted from 0.
 *
 * @throws InputError when the file cannot be read or has no such header; while reading, with the line of whatever is no
 *   `column:value`, is out of range or repeated, and when there are fewer or more rows
 */
export async function openSparseRows(file: string): Promise<SparseRows> {
  const header = await readHeader(file);
  return { file, ...header, read: ({ signal } = {}) => readRows(file, header, signal) };
}

async function readHeader(file: string): Promise<{ numRows: number; numCols: number }> {
  const place = { file, line: 1 };
  for await (const { lines } of readLines(file)) {
    const fields = lines[0]!.trim().split(/\s+/);
    if (fields.length !== 2 || !fields.every((field) => /^\d+$/.test(field))) {
      failAt(place, 'syntax', `Expected the header "rows columns", got ${quote(lines[0]!)}.`);
    }
    return {
      numRows: parseIndex(fields[0]!, place, 'the number of rows'),
      numCols: parseIndex(fields[1]!, place, 'the number of columns'),
    };
  }
  return failAt(place, 'empty-file', 'The file is empty.');
}

async function* readRows(
  file: string,
  { numRows, numCols }: { readonly numRows: number; readonly numCols: number },
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly SparseRow[]> {
  let count = 0;
  let lastLine = 1;
  for await (const { firstLine, lines } of readLines(file, { signal })) {
    const rows: SparseRow[] = [];
    for (const [i, text] of lines.entries()) {
      const line = firstLine + i;
      if (line > 1) rows.push(parseRow(text, line));
    }
    lastLine = firstLine + lines.length - 1;
    count += rows.length;
    if (count > numRows) {
      const line = lastLine - (count - numRows) + 1;
      failAt({ file, line }, 'wrong-count', `The header says ${numRows} rows, but there are more.`);
    }
    yield rows;
  }
  if (count < numRows) {
    failAt(
      { file, line: lastLine },
      'wrong-count',
      `The header says ${numRows} rows, but the file ends after ${count}.`,
      'Is the file cut off?',
    );
  }

  function parseRow(text: string, line: number): SparseRow {
    const place = { file, line };
    const fields = text.split(/\s+/).filter((field) => field !== '');
    const indices: number[] = [];
    const values: number[] = [];
    for (const field of fields) {
      const colon = field.indexOf(':');
      if (colon < 0) failAt(place, 'syntax', `Expected column:value, got ${quote(field)}.`);
      const index = parseIndex(field.slice(0, colon), place, 'a column');
      if (index >= numCols) {
        failAt(place, 'feature-out-of-range', `Expected columns in [0, ${numCols - 1}], got ${index}.`);
      }
      indices.push(index);
      values.push(parseFeatureValue(field.slice(colon + 1), place, `the value of column ${index}`));
    }
    if (new Set(indices).size !== indices.length) {
      failAt(place, 'duplicate-feature', 'A column occurs twice in one row.');
    }
    return { line, indices, values };
  }
}
