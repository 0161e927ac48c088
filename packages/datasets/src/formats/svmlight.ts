import type { ExampleFile, FileSchema, RawExample } from '../loading/raw-example.js';
import { parseFeatureValue, parseIndex } from '../parsing/parse-number.js';
import { failAt, type Place, quote } from '../reading/fail-at.js';
import { type ReadOptions, readLines } from '../reading/read-lines.js';
import { checkLabels, type DuplicateLabels } from './check-labels.js';
import { type LineParser, parseExamples, readExamples } from './line-format.js';

/** Options of the svmlight and XMC formats. */
export interface SvmlightOptions extends ReadOptions {
  /**
   * Whether the first line is `examples features labels`, as in the extreme classification repository. `auto`, the
   * default, takes a first line of three integers for one (no example can look like that).
   */
  readonly header?: 'auto' | boolean | undefined;
  /** The smallest feature number; 0 in a file with a header and 1 in one without when left out. */
  readonly featureBase?: 0 | 1 | undefined;
  /** The smallest label number; 0 when left out. */
  readonly labelBase?: 0 | 1 | undefined;
  /** `ids`, the default: labels are numbers; `names`: each label is a name, even where it is made of digits. */
  readonly labels?: 'ids' | 'names' | undefined;
  readonly duplicateLabels?: DuplicateLabels | undefined;
}

/**
 * Parses the multi-label svmlight format: one example per line, `label,label index:value index:value # comment`. An
 * example without labels starts with a blank or with its first `index:value`. A blank line is skipped; in a file with
 * a header, where the number of examples is known, it is an example without labels and features.
 *
 * @param text the content of a file
 * @throws InputError with the line of the first thing that is wrong: a bad or non-finite number, an index out of
 *   range or repeated, a repeated label, or a count that is not what the header says
 */
export function parseSvmlight(
  text: string,
  options: Omit<SvmlightOptions, keyof ReadOptions> & { readonly file?: string } = {},
): { readonly schema: FileSchema; readonly examples: RawExample[] } {
  const header = readHeader(text.split('\n', 1)[0]!.trim(), options, { file: options.file, line: 1 });
  const examples = parseExamples(text, svmlightParser(header, options, options.file), options.file);
  return { schema: schemaOf(header, options), examples };
}

/**
 * A svmlight or XMC file, to be read any number of times; see {@link parseSvmlight} for the format. Reads the first
 * line.
 *
 * @throws InputError when the file cannot be read, is empty, or has a header that is not one
 */
export async function openSvmlight(file: string, options: SvmlightOptions = {}): Promise<ExampleFile> {
  let first: string | undefined;
  for await (const { lines } of readLines(file, options)) {
    first = lines[0];
    break;
  }
  if (first === undefined) failAt({ file, line: 1 }, 'empty-file', 'The file is empty.');
  const header = readHeader(first.trim(), options, { file, line: 1 });
  return {
    file,
    source: 'svmlight',
    schema: schemaOf(header, options),
    read: ({ signal } = {}) =>
      readExamples(file, svmlightParser(header, options, file), { ...options, signal }),
  };
}

interface Header {
  readonly numExamples: number;
  readonly numFeatures: number;
  readonly numLabels: number;
}

function readHeader(firstLine: string, options: SvmlightOptions, place: Place): Header | undefined {
  const { header = 'auto' } = options;
  for (const name of ['featureBase', 'labelBase'] as const) {
    const base = options[name];
    if (base !== undefined && base !== 0 && base !== 1) {
      throw new RangeError(`${name} must be 0 or 1, got ${base}`);
    }
  }
  if (header === false) return undefined;
  const fields = firstLine.split(/\s+/);
  if (fields.length !== 3 || !fields.every((field) => /^\d+$/.test(field))) {
    if (header === 'auto') return undefined;
    failAt(place, 'syntax', `Expected the header "examples features labels", got ${quote(firstLine)}.`);
  }
  return {
    numExamples: parseIndex(fields[0]!, place, 'the number of examples'),
    numFeatures: parseIndex(fields[1]!, place, 'the number of features'),
    numLabels: parseIndex(fields[2]!, place, 'the number of labels'),
  };
}

function schemaOf(header: Header | undefined, options: SvmlightOptions): FileSchema {
  if (header === undefined) return {};
  const { numFeatures, numLabels } = header;
  return options.labels === 'names' ? { numFeatures } : { numFeatures, numLabels };
}

function svmlightParser(
  header: Header | undefined,
  options: SvmlightOptions,
  file: string | undefined,
): LineParser {
  const { labels: labelKind = 'ids', labelBase = 0, duplicateLabels = 'error' } = options;
  const featureBase = options.featureBase ?? (header === undefined ? 1 : 0);
  const numFeatures = header?.numFeatures ?? 2 ** 32 - 1;
  let numExamples = 0;

  const parseLabels = (field: string, place: Place): readonly string[] | readonly number[] => {
    const tokens = field.split(',');
    if (labelKind === 'names') {
      if (tokens.includes(''))
        failAt(place, 'syntax', `Expected label names between commas, got ${quote(field)}.`);
      return checkLabels(tokens, duplicateLabels, place);
    }
    const ids = tokens.map((token) => {
      const id = parseIndex(token, place, 'a label') - labelBase;
      if (id < 0 || (header !== undefined && id >= header.numLabels)) {
        const last = header === undefined ? '' : `, at most ${header.numLabels - 1 + labelBase}`;
        failAt(place, 'label-out-of-range', `Expected labels of at least ${labelBase}${last}, got ${token}.`);
      }
      return id;
    });
    return checkLabels(ids, duplicateLabels, place);
  };

  return {
    line(text, line) {
      const place = { file, line };
      if (line === 1 && header !== undefined) return undefined;
      const comment = text.indexOf('#');
      const content = comment < 0 ? text : text.slice(0, comment);
      const fields = content.split(/\s+/).filter((field) => field !== '');
      if (fields.length === 0 && header === undefined) return undefined;
      numExamples++;
      if (header !== undefined && numExamples > header.numExamples) {
        failAt(place, 'wrong-count', `The header says ${header.numExamples} examples, but there are more.`);
      }
      const hasLabels = fields.length > 0 && !fields[0]!.includes(':');
      const labels = hasLabels ? parseLabels(fields[0]!, place) : [];
      const first = hasLabels ? 1 : 0;
      const indices = new Uint32Array(fields.length - first);
      const values = new Float64Array(fields.length - first);
      let sorted = true;
      for (let i = first; i < fields.length; i++) {
        const field = fields[i]!;
        const colon = field.indexOf(':');
        if (colon < 0) failAt(place, 'syntax', `Expected index:value, got ${quote(field)}.`);
        const index = parseIndex(field.slice(0, colon), place, 'a feature number') - featureBase;
        if (index < 0 || index >= numFeatures) {
          failAt(
            place,
            'feature-out-of-range',
            `Expected feature numbers in [${featureBase}, ${numFeatures - 1 + featureBase}], got ${index + featureBase}.`,
            index < 0 ? 'If features are numbered from 0, set featureBase: 0.' : undefined,
          );
        }
        const at = i - first;
        indices[at] = index;
        values[at] = parseFeatureValue(
          field.slice(colon + 1),
          place,
          `the value of feature ${index + featureBase}`,
        );
        sorted &&= at === 0 || indices[at - 1]! < index;
      }
      if (!sorted) checkUniqueFeatures(indices, featureBase, place);
      return { line, labels, input: { kind: 'sparse', indices, values } };
    },
    end(lastLine) {
      if (header !== undefined && numExamples !== header.numExamples) {
        failAt(
          { file, line: lastLine },
          'wrong-count',
          `The header says ${header.numExamples} examples, but the file ends after ${numExamples}.`,
          'Is the file cut off?',
        );
      }
    },
  };
}

function checkUniqueFeatures(indices: Uint32Array, featureBase: number, place: Place): void {
  const sorted = indices.slice().sort();
  for (let i = 1; i < sorted.length; i++) {
    if (sorted[i] === sorted[i - 1]) {
      failAt(place, 'duplicate-feature', `Feature ${sorted[i]! + featureBase} occurs twice in one example.`);
    }
  }
}
