import { InputError } from '@sbn/core';
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetRead,
  parquetSchema,
  type SchemaTree,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { failAt, type Place, quote } from '../reading/fail-at.js';
import { openInput } from '../reading/open-input.js';
import { readAt } from '../reading/read-at.js';

/** A column of a Parquet file: one value for each row, or a list of them. */
export interface ParquetColumn {
  readonly name: string;
  /** What the values are; `other` for structures, dates, and bytes that are no text. */
  readonly values: 'text' | 'integer' | 'float' | 'boolean' | 'other';
  /** Whether every row has a list of values. */
  readonly isList: boolean;
  /** Bytes per value where these are floats: 2, 4 or 8. */
  readonly floatBytes?: number;
  /** How many single values the column has, those in lists counted each; an empty list and a missing value count as one. */
  readonly numValues: number;
}

/** Consecutive rows of a Parquet file. */
export interface ParquetRows {
  /** The number of the first row, counted from 0. */
  readonly firstRow: number;
  readonly numRows: number;
  /** The values of each column that was asked for, in the order asked: texts, numbers, big integers, booleans, lists, null. */
  readonly columns: readonly (readonly unknown[])[];
}

/** An open Parquet file. */
export interface ParquetFile {
  readonly file: string;
  readonly numRows: number;
  readonly columns: readonly ParquetColumn[];
  /** Texts that the writer left beside the data, such as the features of a data set of Hugging Face. */
  readonly metadata: ReadonlyMap<string, string>;
  /** Reads some columns, one row group at a time; with `fromRow` only the groups that have that row or later ones. */
  read(
    columns: readonly string[],
    options?: { readonly fromRow?: number; readonly signal?: AbortSignal | undefined },
  ): AsyncGenerator<ParquetRows>;
  close(): Promise<void>;
}

/** The most bytes that the columns read may take in one row group, unpacked, when the option is left out. */
const defaultMaxGroupBytes = 2 ** 30;

/**
 * Opens a Parquet file (any compression that hyparquet-compressors knows: snappy, gzip, zstd, brotli, LZ4) and reads
 * its footer. A row group is the least that is read, so memory holds that of the columns asked for.
 *
 * @param options.maxGroupBytes refuse row groups that take more than this, unpacked; 1 GiB when left out
 * @throws InputError when the file cannot be read, is something else, is cut off, or is damaged
 */
export async function openParquet(
  file: string,
  options: { readonly maxGroupBytes?: number | undefined } = {},
): Promise<ParquetFile> {
  const { maxGroupBytes = defaultMaxGroupBytes } = options;
  const place = { file };
  const handle = await openInput(file);
  try {
    const { size } = await handle.stat();
    const start = await readAt(handle, 0, 4, place);
    const end = await readAt(handle, Math.max(0, size - 4), 4, place);
    checkMarks(size, Buffer.from(start).toString('latin1'), Buffer.from(end).toString('latin1'), place);
    const buffer: AsyncBuffer = {
      byteLength: size,
      async slice(from, to = size) {
        const length = Math.min(to, size) - from;
        if (!(from >= 0 && length >= 0)) throw new Error(`there are no bytes ${from} to ${to}`);
        const bytes = await readAt(handle, from, length, place);
        return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
      },
    };
    const { metadata, columns } = await guarded(place, async () => {
      const found = await parquetMetadataAsync(buffer);
      return { metadata: found, columns: columnsOf(found) };
    });
    const numRows = Number(metadata.num_rows);
    const rowsOfGroups = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
    if (!Number.isSafeInteger(numRows) || numRows < 0 || rowsOfGroups !== numRows) {
      failDamaged(place, `its footer says ${numRows} rows, and its row groups ${rowsOfGroups}`);
    }
    return {
      file,
      numRows,
      columns,
      metadata: new Map(metadata.key_value_metadata?.map(({ key, value }) => [key, value ?? ''])),
      read: (names, { fromRow = 0, signal } = {}) =>
        readGroups({ buffer, metadata, names, fromRow, known: columns, maxGroupBytes, signal, place }),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function checkMarks(size: number, start: string, end: string, place: Place): void {
  if (size === 0) failAt(place, 'empty-file', 'The file is empty.');
  if (start === 'PARE' || end === 'PARE') failAt(place, 'unsupported', 'The Parquet file is encrypted.');
  if (start !== 'PAR1') failAt(place, 'syntax', 'The file is not a Parquet file.');
  if (end !== 'PAR1') {
    failAt(place, 'truncated', 'The Parquet file has no end.', 'Is it cut off? Copy or download it again.');
  }
}

async function* readGroups(options: {
  readonly buffer: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly names: readonly string[];
  readonly fromRow: number;
  readonly known: readonly ParquetColumn[];
  readonly maxGroupBytes: number;
  readonly signal: AbortSignal | undefined;
  readonly place: Place;
}): AsyncGenerator<ParquetRows> {
  const { buffer, metadata, names, fromRow, known, maxGroupBytes, signal, place } = options;
  for (const name of names) {
    if (!known.some((column) => column.name === name)) failUnknownColumn(name, known, place);
  }
  let firstRow = 0;
  for (const group of metadata.row_groups) {
    signal?.throwIfAborted();
    const numRows = Number(group.num_rows);
    if (numRows === 0 || firstRow + numRows <= fromRow) {
      firstRow += numRows;
      continue;
    }
    const bytes = group.columns
      .filter(({ meta_data }) => names.includes(meta_data?.path_in_schema[0] ?? ''))
      .reduce((sum, { meta_data }) => sum + Number(meta_data?.total_uncompressed_size ?? 0), 0);
    if (bytes > maxGroupBytes) {
      failAt(
        place,
        'file-too-large',
        `The rows from ${firstRow} on are one row group of ${bytes} bytes, more than ${maxGroupBytes}.`,
        'Write the file with smaller row groups (pyarrow: row_group_size=1000).',
      );
    }
    const found = new Map<string, unknown[]>(names.map((name) => [name, []]));
    await guarded(place, () =>
      parquetRead({
        file: buffer,
        metadata,
        columns: [...found.keys()],
        compressors,
        rowStart: firstRow,
        rowEnd: firstRow + numRows,
        onChunk: ({ columnName, columnData }) => {
          const values = found.get(columnName);
          if (values !== undefined) for (const value of columnData as unknown[]) values.push(value);
        },
      }),
    );
    const columns = names.map((name) => {
      const values = found.get(name)!;
      if (values.length !== numRows) {
        failDamaged(place, `the column ${quote(name)} has ${values.length} values for ${numRows} rows`);
      }
      return values;
    });
    yield { firstRow, numRows, columns };
    firstRow += numRows;
  }
}

/** @throws InputError that names the columns there are */
export function failUnknownColumn(
  name: string,
  columns: readonly Pick<ParquetColumn, 'name'>[],
  place: Place,
): never {
  const names = columns.map((column) => column.name).join(', ');
  return failAt(place, 'unknown-name', `There is no column ${quote(name)}, only ${quote(names)}.`);
}

function columnsOf(metadata: FileMetaData): ParquetColumn[] {
  const counts = new Map<string, number>();
  for (const { columns } of metadata.row_groups) {
    for (const { meta_data: meta } of columns) {
      const name = meta?.path_in_schema[0] ?? '';
      counts.set(name, (counts.get(name) ?? 0) + Number(meta?.num_values ?? 0));
    }
  }
  return parquetSchema(metadata).children.map((tree) => describeColumn(tree, counts));
}

function describeColumn(tree: SchemaTree, counts: ReadonlyMap<string, number>): ParquetColumn {
  const { name } = tree.element;
  const numValues = counts.get(name) ?? 0;
  // A list is a group around a repeated group around the element; old writers leave the middle or both groups out.
  let leaf = tree;
  let repeated = tree.element.repetition_type === 'REPEATED' ? 1 : 0;
  while (leaf.children.length === 1) {
    leaf = leaf.children[0]!;
    if (leaf.element.repetition_type === 'REPEATED') repeated++;
  }
  if (leaf.children.length > 0 || repeated > 1)
    return { name, values: 'other', isList: repeated > 0, numValues };
  return { name, ...valuesOf(leaf), isList: repeated === 1, numValues };
}

function valuesOf({ element }: SchemaTree): Pick<ParquetColumn, 'values' | 'floatBytes'> {
  const { type, converted_type: converted, logical_type: logical } = element;
  if (type === 'BOOLEAN') return { values: 'boolean' };
  if (type === 'FLOAT') return { values: 'float', floatBytes: 4 };
  if (type === 'DOUBLE') return { values: 'float', floatBytes: 8 };
  if (logical?.type === 'FLOAT16') return { values: 'float', floatBytes: 2 };
  if (type === 'BYTE_ARRAY' && (converted === 'UTF8' || converted === 'ENUM' || logical?.type === 'STRING')) {
    return { values: 'text' };
  }
  const isPlain = converted === undefined || /^U?INT_/.test(converted);
  if (
    (type === 'INT32' || type === 'INT64') &&
    isPlain &&
    (logical === undefined || logical.type === 'INTEGER')
  ) {
    return { values: 'integer' };
  }
  return { values: 'other' };
}

/** Whatever the library throws on bytes that make no sense is the file's fault. */
async function guarded<Result>(place: Place, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof InputError) throw error;
    return failDamaged(place, oneLine((error as Error).message), error);
  }
}

function failDamaged(place: Place, problem: string, cause?: unknown): never {
  return failAt(
    place,
    'syntax',
    `The Parquet file is damaged: ${problem}.`,
    'Copy or download it again.',
    cause,
  );
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').slice(0, 200);
}
