import type { DuplicateLabels } from '../formats/check-labels.js';
import { failAt, type Place, quote } from '../reading/fail-at.js';

/** How the labels of a data set of the Hugging Face hub stand in its columns. */
export interface LabelColumns {
  /** One column with all labels of an example; or several, each 0 or 1, which name the labels. */
  readonly columns: readonly string[];
  /** Whether the one column has a list of zeros and ones, one for each label. */
  readonly isVector: boolean;
  /** What parts the labels in a text; undefined where a text is one label. */
  readonly separator?: string | undefined;
  /** The names of integers, of the places in a vector. */
  readonly names?: readonly string[] | undefined;
  /** What happens to a label that an example has twice; `error` when left out. */
  readonly duplicateLabels?: DuplicateLabels | undefined;
}

/**
 * The names of an example's labels. A missing value and the class −1 (which the hub writes where labels are kept
 * secret) mean no label.
 *
 * @param values the value of each label column
 * @param at which row it is, for messages: ` in row 7`, or nothing where the place has a line
 * @throws InputError when a value is not what the columns should have, or a label occurs twice
 */
export function labelNamesOf(
  values: readonly unknown[],
  labels: LabelColumns,
  place: Place,
  at: string,
): string[] {
  const { columns, isVector } = labels;
  if (columns.length > 1) {
    return columns.filter((column, i) => isOne(values[i], `the column ${quote(column)}${at}`, place));
  }
  const [value] = values;
  if (value === null || value === undefined) return [];
  if (isVector) return fromVector(value, labels, place, at);
  const list =
    Array.isArray(value) || ArrayBuffer.isView(value) ? Array.from(value as ArrayLike<unknown>) : [value];
  const found = list.flatMap((entry) => namesOf(entry, labels, place, at));
  const repeated = found.find((name, i) => found.indexOf(name) !== i);
  if (repeated !== undefined && labels.duplicateLabels !== 'merge') {
    failAt(
      place,
      'duplicate-label',
      `The label ${quote(repeated)} occurs twice${at === '' ? ' in one example' : at}.`,
      'If the column has a 0 or 1 for each label, give --label-vector; if not, --duplicate-labels merge.',
    );
  }
  return repeated === undefined ? found : [...new Set(found)];
}

function namesOf(
  entry: unknown,
  { names, separator, columns }: LabelColumns,
  place: Place,
  at: string,
): string[] {
  if (typeof entry === 'string') {
    const parts = separator === undefined ? [entry] : entry.split(separator);
    return parts.map((name) => name.trim()).filter((name) => name !== '');
  }
  const number = typeof entry === 'bigint' ? Number(entry) : entry;
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) {
    const shown = quote(String(JSON.stringify(entry) ?? entry));
    return failAt(
      place,
      'syntax',
      `Expected label names or numbers in the column ${quote(columns[0]!)}${at}, got ${shown}.`,
    );
  }
  if (number === -1) return [];
  if (names === undefined ? number >= 0 : number >= 0 && number < names.length) {
    return [names?.[number] ?? String(number)];
  }
  const range = names === undefined ? 'at least 0' : `in [0, ${names.length - 1}]`;
  return failAt(place, 'label-out-of-range', `Expected label numbers ${range}${at}, got ${number}.`);
}

function fromVector(value: unknown, { names, columns }: LabelColumns, place: Place, at: string): string[] {
  const column = `the column ${quote(columns[0]!)}${at}`;
  const length = (value as ArrayLike<unknown>).length;
  if (typeof value === 'string' || length === undefined) {
    failAt(place, 'syntax', `Expected a list of zeros and ones in ${column}, got ${quote(String(value))}.`);
  }
  if (names !== undefined && length !== names.length) {
    failAt(place, 'wrong-count', `Expected ${names.length} zeros and ones in ${column}, got ${length}.`);
  }
  return Array.from(value as ArrayLike<unknown>).flatMap((entry, label) =>
    isOne(entry, column, place) ? [names?.[label] ?? String(label)] : [],
  );
}

function isOne(value: unknown, where: string, place: Place): boolean {
  if (typeof value === 'boolean') return value;
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (number === 0 || number === 1) return number === 1;
  return failAt(place, 'bad-number', `Expected 0 or 1 in ${where}, got ${quote(String(value))}.`);
}
