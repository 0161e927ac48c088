import { failAt, type Place, quote } from '../reading/fail-at.js';
import { failUnknownColumn, openParquet, type ParquetColumn, type ParquetFile } from './parquet-file.js';

/** Consecutive rows of dense features. */
export interface VectorRows {
  readonly firstRow: number;
  readonly numRows: number;
  /** float32 [numRows, numCols], row by row. */
  readonly data: Float32Array;
  /** The values of the id column, where one was asked for. */
  readonly ids?: readonly unknown[];
}

/** Dense features in a Parquet file: a column of equally long lists, or a column for each feature. */
export interface ParquetVectors {
  readonly file: string;
  readonly numRows: number;
  readonly numCols: number;
  /** Whether float16 holds the features as they are. */
  readonly half: boolean;
  /** The rows in order, one row group at a time. */
  read(options?: { readonly signal?: AbortSignal | undefined }): AsyncGenerator<VectorRows>;
}

/** pandas writes the labels of its rows as a column of this name. */
const pandasIndex = /^__index_level_\d+__$/;

/**
 * Finds the dense features of a Parquet file.
 *
 * @param options.column the column of lists; left out: the only column of lists of numbers, or else every column of
 *   numbers, in the order of the file
 * @param options.idColumn a column that is handed on as it is
 * @throws InputError when the file cannot be read, has no such columns, or its lists cannot all be equally long; while
 *   reading, when a list has another length or a value is missing or beyond float32's range
 */
export async function openParquetVectors(
  file: string,
  options: { readonly column?: string | undefined; readonly idColumn?: string | undefined } = {},
): Promise<ParquetVectors> {
  const { idColumn } = options;
  const place = { file };
  const opened = await openParquet(file);
  try {
    if (opened.numRows === 0) failAt(place, 'empty-file', 'The file has no rows.');
    const columns = featureColumns(opened, options);
    const numCols = columns[0]!.isList ? columns[0]!.numValues / opened.numRows : columns.length;
    if (!Number.isInteger(numCols) || numCols === 0) {
      failAt(
        place,
        'wrong-count',
        `Expected lists of one length in the column ${quote(columns[0]!.name)}, got ${columns[0]!.numValues} values in ${opened.numRows} rows.`,
      );
    }
    return {
      file,
      numRows: opened.numRows,
      numCols,
      half: columns.every(({ floatBytes }) => floatBytes === 2),
      read: ({ signal } = {}) => readVectors(file, { columns, numCols, idColumn, signal }),
    };
  } finally {
    await opened.close();
  }
}

function featureColumns(
  { file, columns }: ParquetFile,
  {
    column: name,
    idColumn,
  }: { readonly column?: string | undefined; readonly idColumn?: string | undefined },
): ParquetColumn[] {
  const place = { file };
  if (idColumn !== undefined && !columns.some((column) => column.name === idColumn)) {
    failUnknownColumn(idColumn, columns, place);
  }
  const isNumeric = ({ values }: ParquetColumn): boolean => values === 'float' || values === 'integer';
  if (name !== undefined) {
    const column = columns.find((one) => one.name === name) ?? failUnknownColumn(name, columns, place);
    if (isNumeric(column)) return [column];
    failAt(
      place,
      'mixed-kinds',
      `Expected numbers in the column ${quote(name)}, got ${column.values} values.`,
    );
  }
  const numeric = columns.filter(
    (column) => isNumeric(column) && column.name !== idColumn && !pandasIndex.test(column.name),
  );
  const lists = numeric.filter(({ isList }) => isList);
  if (lists.length === 1) return lists;
  if (lists.length > 1) {
    failAt(
      place,
      'unknown-name',
      `Expected one column of lists of numbers, got ${quote(lists.map((list) => list.name).join(', '))}.`,
      'Name the one that holds the features.',
    );
  }
  if (numeric.length > 0) return numeric;
  return failAt(
    place,
    'missing-field',
    `Expected a column of lists of numbers, or columns of numbers, got ${quote(columns.map((one) => one.name).join(', '))}.`,
  );
}

async function* readVectors(
  file: string,
  options: {
    readonly columns: readonly ParquetColumn[];
    readonly numCols: number;
    readonly idColumn: string | undefined;
    readonly signal: AbortSignal | undefined;
  },
): AsyncGenerator<VectorRows> {
  const { columns, numCols, idColumn, signal } = options;
  const names = columns.map(({ name }) => name);
  const place = { file };
  const opened = await openParquet(file);
  try {
    for await (const rows of opened.read(idColumn === undefined ? names : [...names, idColumn], { signal })) {
      const { firstRow, numRows } = rows;
      const data = new Float32Array(numRows * numCols);
      for (const [at, { name, isList }] of columns.entries()) {
        const values = rows.columns[at]!;
        for (let row = 0; row < numRows; row++) {
          const start = row * numCols + (isList ? 0 : at);
          if (!isList) data[start] = featureOf(values[row], name, firstRow + row, place);
          else copyList(values[row], data.subarray(start, start + numCols), name, firstRow + row, place);
        }
      }
      const ids = idColumn === undefined ? {} : { ids: rows.columns.at(-1)! };
      yield { firstRow, numRows, data, ...ids };
    }
  } finally {
    await opened.close();
  }
}

function copyList(list: unknown, out: Float32Array, name: string, row: number, place: Place): void {
  const length = (list as ArrayLike<unknown> | null | undefined)?.length;
  if (length !== out.length) {
    failAt(
      place,
      length === undefined ? 'missing-value' : 'wrong-count',
      `Expected ${out.length} numbers in row ${row} of the column ${quote(name)}, got ${length ?? 'none'}.`,
    );
  }
  for (let i = 0; i < out.length; i++) out[i] = featureOf((list as ArrayLike<unknown>)[i], name, row, place);
}

function featureOf(value: unknown, name: string, row: number, place: Place): number {
  if (value === null || value === undefined) {
    failAt(place, 'missing-value', `A value is missing in row ${row} of the column ${quote(name)}.`);
  }
  const number = Math.fround(Number(value));
  if (Number.isFinite(number)) return number;
  return failAt(
    place,
    'not-finite',
    `Expected finite numbers within float32's range, got ${value} in row ${row} of the column ${quote(name)}.`,
  );
}
