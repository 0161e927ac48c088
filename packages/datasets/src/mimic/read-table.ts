import { pipeline, Readable } from 'node:stream';
import { CsvError, type Info, parse } from 'csv-parse';
import { failAt, type LinePlace, quote } from '../reading/fail-at.js';
import { readChunks } from '../reading/read-chunks.js';

/** One row of a table. */
export interface TableRow {
  /** The fields in the order of the columns that were asked for. */
  readonly fields: readonly string[];
  readonly place: LinePlace;
  /** From where to read the row that follows. */
  readonly next: TablePosition;
}

/** A place between two rows of a table; plain JSON. */
export interface TablePosition {
  /** Bytes before it, once unpacked. */
  readonly bytes: number;
  /** Lines before it. */
  readonly lines: number;
  /** The names of the columns, which stand in the first line alone. */
  readonly header: readonly string[];
}

/** The longest row that is taken for a row, and not for the rest of a file after a quote that nothing closes. */
const mostRowBytes = 16 * 1024 * 1024;

/**
 * Reads the rows of a CSV table with a header, gzipped or not, one at a time. Fields may be quoted and hold line ends.
 * The names of columns are looked for in either case, since later editions write them small.
 *
 * @param options.columns the columns to give, by name
 * @param options.from where to go on, as a row of an earlier reading told
 * @param options.onBytes told how many bytes of the file itself were read since it was last called
 * @throws InputError with file and line when the file is damaged or cut off, or lacks a column
 */
export async function* readTable(
  file: string,
  options: {
    readonly columns: readonly string[];
    readonly from?: TablePosition | undefined;
    readonly onBytes?: ((bytes: number) => void) | undefined;
    readonly signal?: AbortSignal | undefined;
  },
): AsyncGenerator<TableRow> {
  const { columns, from, signal, onBytes } = options;
  const { bytes: skipped, lines: skippedLines } = from ?? { bytes: 0, lines: 0 };
  let header = from?.header;
  let numbers = header === undefined ? [] : columnNumbers(header, columns, { file, line: 1 });
  let lines = skippedLines;
  let parsedLines = 0;
  const parser = parse({
    info: true,
    bom: true,
    skip_empty_lines: true,
    // Counted here, to say what is wrong in words of our own.
    relax_column_count: true,
    max_record_size: mostRowBytes,
    // An error drops the rows that are not handed out yet, so their ends are noted where they are found.
    on_record: (item: unknown) => {
      parsedLines = (item as { info: Info }).info.lines;
      return item as string[];
    },
  });
  const rows = pipeline(
    Readable.from(without(readChunks(file, { signal, onBytes }), skipped)),
    parser,
    () => {},
  );
  try {
    for await (const item of rows) {
      const { record, info } = item as { record: string[]; info: Info };
      const place = { file, line: lines + 1 };
      lines = skippedLines + info.lines;
      if (header === undefined) {
        header = record;
        numbers = columnNumbers(header, columns, place);
        continue;
      }
      if (record.length !== header.length) {
        failAt(place, 'wrong-count', `Expected ${header.length} fields, got ${record.length}.`);
      }
      const next = { bytes: skipped + info.bytes, lines, header };
      yield { fields: numbers.map((number) => record[number]!), place, next };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    failCsv(error, { file, line: skippedLines + parsedLines + 1 });
  }
  if (header === undefined) failAt({ file, line: 1 }, 'empty-file', 'The file is empty.');
}

async function* without(chunks: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let left = bytes;
  for await (const chunk of chunks) {
    const part = chunk.subarray(Math.min(left, chunk.length));
    left -= chunk.length - part.length;
    if (part.length > 0) yield part;
  }
}

function columnNumbers(header: readonly string[], columns: readonly string[], place: LinePlace): number[] {
  const names = header.map((name) => name.trim().toUpperCase());
  return columns.map((name) => {
    const number = names.indexOf(name);
    if (number >= 0) return number;
    return failAt(
      place,
      'unknown-name',
      `There is no column ${quote(name)}, only ${quote(header.join(', '))}.`,
      'Is this the right file?',
    );
  });
}

function failCsv(error: CsvError, place: LinePlace): never {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
    failAt(place, 'truncated', 'The file is cut off inside this row.', 'Copy or download it again.', error);
  }
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    failAt(place, 'line-too-long', 'The row is too long. Is a quote not closed?', undefined, error);
  }
  failAt(
    place,
    'syntax',
    'A quote stands inside a field that is not quoted, or after its end.',
    undefined,
    error,
  );
}
