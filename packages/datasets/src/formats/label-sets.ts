import { type LabelSets, labelSetsFrom } from '@sbn/core';
import type { ExampleFile, RawExample } from '../loading/raw-example.js';
import { failAt, type LinePlace, quote } from '../reading/fail-at.js';
import { linesOf, type ReadOptions, readLines } from '../reading/read-lines.js';
import { checkLabels, type DuplicateLabels } from './check-labels.js';
import { parseJson } from './jsonl.js';
import { type LineParser, readExamples } from './line-format.js';

/** Options of the readers of label sets. Give `numLabels` or `labelNames`. */
export interface LabelSetOptions {
  /** The number of labels n. */
  readonly numLabels?: number | undefined;
  /** The names of all labels, in order: sets may then be lists of names, too. */
  readonly labelNames?: readonly string[] | undefined;
  readonly duplicateLabels?: DuplicateLabels | undefined;
}

/**
 * Parses label sets, one JSON value per line: a list of label numbers or names, or an object with such a list under
 * `labels`. Blank lines are skipped; `[]` is the empty set.
 *
 * @param text the content of a file
 * @throws InputError with the line of a set that is not one, has a label twice, or one that does not exist
 */
export function parseLabelSets(
  text: string,
  options: LabelSetOptions & { readonly file?: string },
): LabelSets {
  const reader = labelSetReader(options, options.file);
  for (const [i, line] of linesOf(text).entries()) reader.line(line, i + 1);
  return reader.end();
}

/** Reads label sets from a file; see {@link parseLabelSets} for the format. */
export async function readLabelSets(
  file: string,
  options: LabelSetOptions & ReadOptions,
): Promise<LabelSets> {
  const reader = labelSetReader(options, file);
  for await (const { firstLine, lines } of readLines(file, options)) {
    for (let i = 0; i < lines.length; i++) reader.line(lines[i]!, firstLine + i);
  }
  return reader.end();
}

/**
 * A file of label sets, to be read any number of times as examples without features; see {@link parseLabelSets} for the
 * format. An object may name its example under `id`.
 */
export function openLabelSets(
  file: string,
  options: ReadOptions & { readonly duplicateLabels?: DuplicateLabels | undefined } = {},
): ExampleFile {
  const { duplicateLabels = 'error' } = options;
  return {
    file,
    source: 'label-sets',
    schema: {},
    read: ({ signal } = {}) =>
      readExamples(file, labelLineParser(duplicateLabels, file), { ...options, signal }),
  };
}

/** Writes label sets as lines of label numbers, or of names where these are given. */
export function formatLabelSets(sets: LabelSets, labelNames?: readonly string[]): string {
  let text = '';
  for (let row = 0; row < sets.numRows; row++) {
    const labels = Array.from(sets.indices.subarray(sets.offsets[row]!, sets.offsets[row + 1]!));
    text += `${JSON.stringify(labelNames === undefined ? labels : labels.map((label) => labelNames[label]!))}\n`;
  }
  return text;
}

/** Parses lines of label sets into examples without features; an object may name its example under `id`. */
export function labelLineParser(duplicateLabels: DuplicateLabels, file: string | undefined): LineParser {
  let row = 0;
  return {
    line(text, line) {
      if (text.trim() === '') return undefined;
      const place = { file, line };
      const { labels, id } = parseLine(text, place);
      const checked = checkLabels<string | number>(labels, duplicateLabels, place) as RawExample['labels'];
      return { line, id, labels: checked, input: { kind: 'sparse', indices: [row++] } };
    },
    end() {},
  };
}

function labelSetReader(
  options: LabelSetOptions,
  file: string | undefined,
): { line(text: string, line: number): void; end(): LabelSets } {
  const { labelNames, duplicateLabels = 'error' } = options;
  const numLabels = options.numLabels ?? labelNames?.length;
  if (numLabels === undefined) throw new RangeError('expected numLabels or labelNames');
  if (!Number.isInteger(numLabels) || numLabels < 1 || (labelNames?.length ?? numLabels) !== numLabels) {
    throw new RangeError(`numLabels must be an integer >= 1 and the number of labelNames, got ${numLabels}`);
  }
  const numberOf = new Map(labelNames?.map((name, label) => [name, label]));
  const sets: number[][] = [];
  let lastLine = 0;
  return {
    line(text, line) {
      lastLine = line;
      if (text.trim() === '') return;
      const place = { file, line };
      const numbers = parseLine(text, place).labels.map((label) => {
        if (typeof label === 'string') {
          const known = numberOf.get(label);
          if (known !== undefined) return known;
          const hint =
            labelNames === undefined ? 'Label names are not known here: use label numbers.' : undefined;
          return failAt(place, 'unknown-label', `${quote(label)} is not one of the labels.`, hint);
        }
        if (label < numLabels) return label;
        return failAt(place, 'label-out-of-range', `Expected labels in [0, ${numLabels - 1}], got ${label}.`);
      });
      sets.push([...checkLabels(numbers, duplicateLabels, place)]);
    },
    end() {
      if (sets.length === 0) {
        failAt({ file, line: Math.max(1, lastLine) }, 'empty-file', 'The file has no label sets.');
      }
      return labelSetsFrom(sets, numLabels);
    },
  };
}

function parseLine(text: string, place: LinePlace): { labels: (string | number)[]; id: string | undefined } {
  const value = parseJson(text, place);
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const { labels, id } = isObject
    ? (value as { labels?: unknown; id?: unknown })
    : { labels: value, id: undefined };
  const valid =
    Array.isArray(labels) &&
    (labels.every((label) => typeof label === 'string') ||
      labels.every((label) => Number.isSafeInteger(label) && label >= 0));
  if (!valid) {
    failAt(
      place,
      'syntax',
      `Expected a list of label numbers or names, such as [3, 17], got ${quote(text.trim())}.`,
    );
  }
  return { labels, id: typeof id === 'string' || typeof id === 'number' ? String(id) : undefined };
}
