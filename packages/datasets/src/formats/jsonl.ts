import type { ExampleFile, RawExample, RawInput } from '../loading/raw-example.js';
import { checkFeatureValue } from '../parsing/parse-number.js';
import { failAt, type LinePlace, quote } from '../reading/fail-at.js';
import type { ReadOptions } from '../reading/read-lines.js';
import { checkLabels, type DuplicateLabels } from './check-labels.js';
import { type LineParser, parseExamples, readExamples } from './line-format.js';

/** Which fields of each JSON object hold what. Give `text` or `features`, not both. */
export interface JsonlOptions extends ReadOptions {
  /** The field with the text, or several whose texts are joined; `text` when neither this nor `features` is given. */
  readonly text?: string | readonly string[] | undefined;
  /**
   * The field with the features: `[0.5, 1, …]` (dense, as many in every example), `{"name": 2, …}` (a bag of named
   * features) or `{"indices": [3, 7], "values": [0.5, 1]}` (a bag of numbered features).
   */
  readonly features?: string | undefined;
  /** The field with the label names or label numbers; `labels` when left out. */
  readonly labels?: string | undefined;
  /** A field that names the example. */
  readonly id?: string | undefined;
  readonly duplicateLabels?: DuplicateLabels | undefined;
}

/**
 * Parses JSON lines: one JSON object per line; blank lines are skipped.
 *
 * @param text the content of a file
 * @throws InputError with the line of the first thing that is wrong
 */
export function parseJsonl(
  text: string,
  options: Omit<JsonlOptions, keyof ReadOptions> & { readonly file?: string } = {},
): RawExample[] {
  return parseExamples(text, jsonlParser(options, options.file), options.file);
}

/** A JSON lines file, to be read any number of times; see {@link parseJsonl} for the format. */
export function openJsonl(file: string, options: JsonlOptions = {}): ExampleFile {
  jsonlParser(options, file);
  return {
    file,
    source: 'jsonl',
    schema: {},
    read: ({ signal } = {}) => readExamples(file, jsonlParser(options, file), { ...options, signal }),
  };
}

function jsonlParser(options: JsonlOptions, file: string | undefined): LineParser {
  const { features, labels: labelField = 'labels', id: idField, duplicateLabels = 'error' } = options;
  if (features !== undefined && options.text !== undefined) {
    throw new RangeError('jsonl: expected either text or features, got both');
  }
  const textFields = [options.text ?? 'text'].flat();
  if (textFields.length === 0)
    throw new RangeError('jsonl: expected at least one text field, got an empty list');

  return {
    line(content, line) {
      if (content.trim() === '') return undefined;
      const place = { file, line };
      const object = parseJsonObject(content, place);
      const labels = labelsOf(object, labelField, place);
      const input: RawInput =
        features === undefined
          ? { kind: 'text', text: textFields.map((field) => textOf(object, field, place)).join(' ') }
          : featuresOf(required(object, features, place), features, place);
      const id = idField === undefined ? undefined : idOf(required(object, idField, place), idField, place);
      return {
        line,
        id,
        labels: checkLabels<string | number>(labels, duplicateLabels, place) as typeof labels,
        input,
      };
    },
    end() {},
  };
}

/** No data nests this deep; V8's parser takes dozens of bytes of memory for each open bracket. */
const deepestNesting = 1000;

/** Parses one line of JSON. */
export function parseJson(content: string, place: LinePlace): unknown {
  if (content.length > deepestNesting && nestsDeeperThan(deepestNesting, content)) {
    failAt(place, 'syntax', `The JSON is nested more than ${deepestNesting} deep: ${quote(content)}.`);
  }
  try {
    return JSON.parse(content);
  } catch (cause) {
    const position = /position (\d+)/.exec((cause as Error).message)?.[1];
    const where = position === undefined ? '' : ` at column ${Number(position) + 1}`;
    return failAt(place, 'syntax', `Not valid JSON${where}: ${quote(content)}.`, undefined, cause);
  }
}

function nestsDeeperThan(limit: number, content: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < content.length; i++) {
    const unit = content.charCodeAt(i);
    if (inString && unit === 0x5c) i++;
    else if (unit === 0x22) inString = !inString;
    else if (!inString && (unit === 0x5b || unit === 0x7b) && ++depth > limit) return true;
    else if (!inString && (unit === 0x5d || unit === 0x7d)) depth--;
  }
  return false;
}

function parseJsonObject(content: string, place: LinePlace): Record<string, unknown> {
  const value = parseJson(content, place);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    failAt(place, 'syntax', `Expected a JSON object, got ${quote(content.trim())}.`);
  }
  return value as Record<string, unknown>;
}

function required(object: Record<string, unknown>, field: string, place: LinePlace): unknown {
  if (Object.hasOwn(object, field)) return object[field];
  return failAt(
    place,
    'missing-field',
    `Expected the field ${quote(field)}, got ${quote(Object.keys(object).join(', '))}.`,
  );
}

function textOf(object: Record<string, unknown>, field: string, place: LinePlace): string {
  const value = required(object, field, place);
  if (typeof value === 'string') return value;
  return failAt(place, 'syntax', `Expected a text in the field ${quote(field)}, got ${shown(value)}.`);
}

function idOf(value: unknown, field: string, place: LinePlace): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  return failAt(
    place,
    'syntax',
    `Expected a text or a number in the field ${quote(field)}, got ${shown(value)}.`,
  );
}

function labelsOf(object: Record<string, unknown>, field: string, place: LinePlace): string[] | number[] {
  const value = required(object, field, place);
  const list = typeof value === 'string' ? [value] : value;
  if (Array.isArray(list)) {
    if (list.every((label) => typeof label === 'string')) return list;
    if (list.every((label) => Number.isSafeInteger(label) && label >= 0)) return list;
  }
  return failAt(
    place,
    'syntax',
    `Expected label names, or label numbers >= 0, in the field ${quote(field)}, got ${shown(value)}.`,
  );
}

function featuresOf(value: unknown, field: string, place: LinePlace): RawInput {
  if (Array.isArray(value)) {
    return {
      kind: 'dense',
      values: value.map((entry, i) => numberOf(entry, `entry ${i} of ${field}`, place)),
    };
  }
  if (typeof value !== 'object' || value === null) {
    failAt(
      place,
      'syntax',
      `Expected a list or an object in the field ${quote(field)}, got ${shown(value)}.`,
    );
  }
  const { indices, values } = value as { indices?: unknown; values?: unknown };
  if (Array.isArray(indices) && Array.isArray(values)) {
    if (indices.length !== values.length) {
      failAt(
        place,
        'wrong-count',
        `Expected as many values as indices in ${quote(field)}, got ${values.length} and ${indices.length}.`,
      );
    }
    for (const index of indices) {
      if (!Number.isInteger(index) || index < 0 || index >= 2 ** 32 - 1) {
        failAt(
          place,
          'feature-out-of-range',
          `Expected feature numbers >= 0 in ${quote(field)}, got ${shown(index)}.`,
        );
      }
    }
    if (new Set(indices).size !== indices.length) {
      failAt(place, 'duplicate-feature', `A feature number occurs twice in ${quote(field)}.`);
    }
    return {
      kind: 'sparse',
      indices,
      values: values.map((entry, i) => numberOf(entry, `entry ${i} of ${field}`, place)),
    };
  }
  const names = Object.keys(value);
  const named = value as Record<string, unknown>;
  return { kind: 'named', names, values: names.map((name) => numberOf(named[name], quote(name), place)) };
}

function numberOf(value: unknown, what: string, place: LinePlace): number {
  if (typeof value === 'number') return checkFeatureValue(value, place, what);
  return failAt(place, 'bad-number', `Expected a number as ${what}, got ${shown(value)}.`);
}

function shown(value: unknown): string {
  return quote(JSON.stringify(value) ?? String(value));
}
