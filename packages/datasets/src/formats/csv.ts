import { pipeline, Readable } from 'node:stream';
import { CsvError, type Info, type Options, parse } from 'csv-parse';
import { parse as parseSync } from 'csv-parse/sync';
import type { ExampleFile, FileSchema, RawExample, RawInput } from '../loading/raw-example.js';
import { parseFeatureValue, parseIndex } from '../parsing/parse-number.js';
import { failAt, type LinePlace, type Place, quote } from '../reading/fail-at.js';
import { defaultMaxLineBytes, linesOf, type ReadOptions, readLines } from '../reading/read-lines.js';
import { checkLabels, type DuplicateLabels } from './check-labels.js';
import { parsePythonList } from './python-list.js';

/**
 * Which columns of a CSV file hold what. Columns go by their names in the header, or, without one, by their numbers
 * `'0'`, `'1'`, …. Give `labelColumn` or `labelColumns`, and `textColumns` or `featureColumns`.
 */
export interface CsvOptions extends ReadOptions {
  /** The character between fields; a comma when left out. */
  readonly delimiter?: string | undefined;
  /** Whether the first row names the columns; true when left out. */
  readonly header?: boolean | undefined;
  /** One column that holds all labels of an example. */
  readonly labelColumn?: string | undefined;
  /**
   * How the labels stand in `labelColumn`: `separated` by `labelSeparator` (the default), a `json` list, or a
   * `python` list of strings.
   */
  readonly labelSyntax?: 'separated' | 'json' | 'python' | undefined;
  /** What stands between separated labels; `;` when left out. Blanks around labels are dropped. */
  readonly labelSeparator?: string | undefined;
  /** `names`, the default, or `ids`: the labels in `labelColumn` are numbers from 0. */
  readonly labels?: 'names' | 'ids' | undefined;
  /** One column per label, each 0 or 1; labels are named and numbered after these columns. */
  readonly labelColumns?: readonly string[] | undefined;
  /** Columns whose texts, joined by a blank, are the input; `[]` where only the labels matter. */
  readonly textColumns?: readonly string[] | undefined;
  /** Columns of numbers, which are the dense input; `rest` for every column that is nothing else. */
  readonly featureColumns?: readonly string[] | 'rest' | undefined;
  /** A column that names the example. */
  readonly idColumn?: string | undefined;
  readonly duplicateLabels?: DuplicateLabels | undefined;
}

/**
 * Parses CSV (RFC 4180; fields may be quoted and hold line ends).
 *
 * @param text the content of a file
 * @throws InputError with the line on which the first wrong row starts
 */
export function parseCsv(
  text: string,
  options: Omit<CsvOptions, keyof ReadOptions> & { readonly file?: string | undefined },
): { readonly schema: FileSchema; readonly examples: RawExample[] } {
  const { file } = options;
  const reader = csvReader(options, file);
  const examples: RawExample[] = [];
  try {
    parseSync(linesOf(text).join('\n'), {
      ...parserOptions(options),
      on_record: (item: unknown) => {
        const { record, info } = item as CsvItem;
        reader.rowEndsAt(info.lines);
        const example = reader.row(record, info.lines);
        if (example !== undefined) examples.push(example);
        return null;
      },
    });
  } catch (error) {
    reader.fail(error);
  }
  return { schema: reader.end(), examples };
}

/**
 * A CSV file, to be read any number of times; see {@link parseCsv} for the format. Reads the first row.
 *
 * @throws InputError when the file cannot be read, or lacks a column that the options name
 */
export async function openCsv(file: string, options: CsvOptions): Promise<ExampleFile> {
  const first = csvReader(options, file);
  for await (const { record, lines } of records(file, options, first)) {
    first.row(record, lines);
    break;
  }
  return {
    file,
    source: 'csv',
    schema: first.schema(),
    read: ({ signal } = {}) => readCsv(file, { ...options, signal }),
  };
}

/** Rows handed on together; a row at a time would cost a turn of the event loop each. */
const blockRows = 256;

async function* readCsv(file: string, options: CsvOptions): AsyncGenerator<readonly RawExample[]> {
  const reader = csvReader(options, file);
  let block: RawExample[] = [];
  for await (const { record, lines } of records(file, options, reader)) {
    const example = reader.row(record, lines);
    if (example !== undefined) block.push(example);
    if (block.length < blockRows) continue;
    yield block;
    block = [];
  }
  reader.end();
  if (block.length > 0) yield block;
}

async function* records(
  file: string,
  options: CsvOptions,
  reader: CsvReader,
): AsyncGenerator<{ record: string[]; lines: number }> {
  // A failure of either stage destroys the last stage with that error; leaving the loop early closes the file.
  const rows = parse({
    ...parserOptions(options),
    // An error drops the rows that are not handed out yet, so their ends are noted where they are found.
    on_record: (item: unknown) => {
      reader.rowEndsAt((item as CsvItem).info.lines);
      return item as string[];
    },
  });
  const parser = pipeline(Readable.from(textBlocks(file, options)), rows, () => {});
  try {
    for await (const item of parser) {
      const { record, info } = item as CsvItem;
      yield { record, lines: info.lines };
    }
  } catch (error) {
    reader.fail(error);
  }
}

async function* textBlocks(file: string, options: ReadOptions): AsyncGenerator<string> {
  for await (const { lines } of readLines(file, options)) yield `${lines.join('\n')}\n`;
}

/** What csv-parse gives with its option `info`. */
interface CsvItem {
  readonly record: string[];
  readonly info: Info;
}

function parserOptions(options: CsvOptions): Options {
  const { delimiter = ',', maxLineBytes = defaultMaxLineBytes } = options;
  if (typeof delimiter !== 'string' || delimiter.length !== 1 || delimiter === '"') {
    throw new RangeError(`csv: delimiter must be one character, got ${JSON.stringify(delimiter)}`);
  }
  return {
    delimiter,
    info: true,
    record_delimiter: '\n',
    skip_empty_lines: true,
    // The reader counts the fields itself, to say what is wrong in its own words.
    relax_column_count: true,
    max_record_size: maxLineBytes,
  };
}

interface CsvReader {
  /** Notes that the lines up to this one are whole rows. */
  rowEndsAt(line: number): void;
  /** Takes the next row; `lines` counts the lines read so far. Undefined for the header. */
  row(record: readonly string[], lines: number): RawExample | undefined;
  schema(): FileSchema;
  /** Checks the whole at the end of the file. */
  end(): FileSchema;
  /** Rethrows, as an InputError with a place where the CSV itself is at fault. */
  fail(error: unknown): never;
}

interface Columns {
  readonly names: readonly string[];
  readonly label: number;
  readonly labels: readonly number[];
  readonly texts: readonly number[];
  readonly features: readonly number[];
  readonly id: number;
}

function csvReader(options: CsvOptions, file: string | undefined): CsvReader {
  const {
    header = true,
    labels: labelKind = 'names',
    labelSyntax = 'separated',
    duplicateLabels = 'error',
  } = options;
  const { labelSeparator = ';' } = options;
  if ((options.labelColumn === undefined) === (options.labelColumns === undefined)) {
    throw new RangeError('csv: expected either labelColumn or labelColumns');
  }
  if ((options.textColumns === undefined) === (options.featureColumns === undefined)) {
    throw new RangeError('csv: expected either textColumns or featureColumns');
  }
  if (labelSeparator === '') throw new RangeError('csv: labelSeparator must not be empty');
  let columns: Columns | undefined;
  let lastLine = 0;
  let numExamples = 0;

  const parseList = (field: string, place: LinePlace): unknown => {
    if (labelSyntax === 'separated') {
      return field
        .split(labelSeparator)
        .map((label) => label.trim())
        .filter((label) => label !== '');
    }
    if (labelSyntax === 'python') return parsePythonList(field, place);
    try {
      return JSON.parse(field);
    } catch {
      return undefined;
    }
  };

  const labelsOf = (
    record: readonly string[],
    found: Columns,
    place: LinePlace,
  ): readonly string[] | readonly number[] => {
    if (found.label < 0) {
      return found.labels.flatMap((column, label) => {
        const value = record[column]!.trim();
        if (value === '0' || value === '1') return value === '1' ? [label] : [];
        return failAt(
          place,
          value === '' ? 'missing-value' : 'bad-number',
          `Expected 0 or 1 in the label column ${quote(found.names[column]!)}, got ${quote(value)}.`,
        );
      });
    }
    const list = parseList(record[found.label]!, place);
    if (!Array.isArray(list)) {
      failAt(
        place,
        'syntax',
        `Expected a ${labelSyntax} list of labels, got ${quote(record[found.label]!)}.`,
      );
    }
    if (labelKind === 'ids') {
      const ids = list.map((label) => parseIndex(String(label), place, 'a label'));
      return checkLabels(ids, duplicateLabels, place);
    }
    const names = list.map((label) =>
      typeof label === 'string'
        ? label
        : failAt(place, 'syntax', `Expected label names, got ${quote(String(label))}.`),
    );
    return checkLabels(names, duplicateLabels, place);
  };

  return {
    rowEndsAt(line) {
      lastLine = line;
    },
    row(record, lines) {
      // `lines` counts to the end of the row, which may span several.
      const inside = record.reduce((sum, field) => sum + field.split('\n').length - 1, 0);
      const place = { file, line: Math.max(1, lines - inside) };
      if (columns === undefined) {
        const names = header ? record : record.map((_, column) => String(column));
        columns = findColumns(names, options, place);
        if (header) return undefined;
      }
      const { names } = columns;
      if (record.length !== names.length) {
        failAt(place, 'wrong-count', `Expected ${names.length} fields, got ${record.length}.`);
      }
      numExamples++;
      const input: RawInput =
        options.textColumns !== undefined
          ? { kind: 'text', text: columns.texts.map((column) => record[column]!).join(' ') }
          : {
              kind: 'dense',
              values: columns.features.map((column) => {
                const value = record[column]!.trim();
                if (value === '')
                  failAt(place, 'missing-value', `The value of ${quote(names[column]!)} is missing.`);
                return parseFeatureValue(value, place, `the value of ${quote(names[column]!)}`);
              }),
            };
      const id = columns.id < 0 ? undefined : record[columns.id]!;
      return { line: place.line, id, labels: labelsOf(record, columns, place), input };
    },
    schema() {
      if (columns === undefined) failAt({ file, line: 1 }, 'empty-file', 'The file is empty.');
      const { names, labels, features } = columns;
      return {
        ...(options.labelColumns === undefined
          ? {}
          : { numLabels: labels.length, labelNames: labels.map((column) => names[column]!) }),
        ...(options.featureColumns === undefined
          ? {}
          : { numFeatures: features.length, featureNames: features.map((column) => names[column]!) }),
      };
    },
    end() {
      const schema = this.schema();
      if (numExamples === 0) failAt({ file, line: lastLine }, 'empty-file', 'The file has no examples.');
      return schema;
    },
    fail(error) {
      if (!(error instanceof CsvError)) throw error;
      const place = { file, line: lastLine + 1 };
      if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
        failAt(place, 'truncated', 'A quote is opened in this row and never closed.', undefined, error);
      }
      if (error.code === 'CSV_MAX_RECORD_SIZE') {
        failAt(
          place,
          'line-too-long',
          'The row is too long.',
          'Is a quote not closed? If not, raise maxLineBytes.',
          error,
        );
      }
      const line = typeof error.lines === 'number' ? error.lines : place.line;
      failAt(
        { file, line },
        'syntax',
        'A quote stands inside a field that is not quoted, or after its end.',
        undefined,
        error,
      );
    },
  };
}

function findColumns(names: readonly string[], options: CsvOptions, place: Place): Columns {
  const numberOf = new Map<string, number>();
  for (const [column, name] of names.entries()) {
    if (numberOf.has(name)) failAt(place, 'duplicate-name', `The column ${quote(name)} occurs twice.`);
    numberOf.set(name, column);
  }
  const find = (name: string): number =>
    numberOf.get(name) ??
    failAt(place, 'unknown-name', `There is no column ${quote(name)}, only ${quote(names.join(', '))}.`);
  const label = options.labelColumn === undefined ? -1 : find(options.labelColumn);
  const labels = (options.labelColumns ?? []).map(find);
  if (new Set(labels).size !== labels.length) throw new RangeError('csv: labelColumns names a column twice');
  const texts = (options.textColumns ?? []).map(find);
  const id = options.idColumn === undefined ? -1 : find(options.idColumn);
  const taken = new Set([label, id, ...labels]);
  const features =
    options.featureColumns === 'rest'
      ? [...names.keys()].filter((column) => !taken.has(column))
      : (options.featureColumns ?? []).map(find);
  return { names, label, labels, texts, features, id };
}
