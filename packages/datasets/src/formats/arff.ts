import type { ExampleFile, FileSchema, RawExample, RawInput } from '../loading/raw-example.js';
import { parseIndex } from '../parsing/parse-number.js';
import { failAt, type LinePlace, quote } from '../reading/fail-at.js';
import { linesOf, type ReadOptions, readLines } from '../reading/read-lines.js';
import { readWholeText } from '../reading/read-whole-text.js';
import { type ArffHeader, type ArffHeaderParser, arffHeaderParser } from './arff-header.js';
import { type ArffColumns, type ArffPlan, type ArffRow, addArffValue, planArff } from './arff-plan.js';
import { type ArffToken, tokenizeArff } from './arff-tokens.js';
import { type LabelXml, parseLabelXml } from './label-xml.js';
import { type LineParser, parseExamples, readExamples } from './line-format.js';

/** Options of {@link openArff}. */
export interface ArffOptions extends ReadOptions, ArffColumns {
  /** The path of Mulan's label file. */
  readonly labelsXml?: string | undefined;
}

/**
 * Parses an ARFF file of Mulan or MEKA: keywords in any case, comments, quoted and escaped names, dense rows and
 * sparse rows (`{index value, …}`, where what is left out is 0, or the first value of a nominal attribute). A nominal
 * attribute with values other than 0 and 1 becomes one 0/1 feature for each value.
 *
 * @param text the content of a file
 * @param options.labelXml what `parseLabelXml` gave for Mulan's label file
 * @throws InputError with the line of the first thing that is wrong
 */
export function parseArff(
  text: string,
  options: ArffColumns & {
    readonly labelXml?: LabelXml | undefined;
    readonly file?: string | undefined;
  } = {},
): { readonly header: ArffHeader; readonly schema: FileSchema; readonly examples: RawExample[] } {
  const { file, labelXml } = options;
  const start = startArff(file);
  let line = 0;
  for (const content of linesOf(text)) if (start.line(content, ++line)) break;
  const { header, firstRowSparse } = start.end(line);
  const xml = labelXml === undefined ? undefined : { xml: labelXml, file: undefined };
  const plan = planArff(header, options, xml, firstRowSparse, file);
  return { header, schema: plan.schema, examples: parseExamples(text, arffParser(plan, file), file) };
}

/**
 * An ARFF file, to be read any number of times; see {@link parseArff} for the format. Reads the header and the label
 * XML.
 *
 * @throws InputError when a file cannot be read, or its header is wrong
 */
export async function openArff(file: string, options: ArffOptions = {}): Promise<ExampleFile> {
  const { labelsXml } = options;
  const start = startArff(file);
  let lastLine = 0;
  let complete = false;
  for await (const { firstLine, lines } of readLines(file, options)) {
    for (let i = 0; i < lines.length && !complete; i++) complete = start.line(lines[i]!, firstLine + i);
    lastLine = firstLine + lines.length - 1;
    if (complete) break;
  }
  const { header, firstRowSparse } = start.end(lastLine);
  const xml =
    labelsXml === undefined
      ? undefined
      : { xml: parseLabelXml(await readWholeText(labelsXml, options), { file: labelsXml }), file: labelsXml };
  const plan = planArff(header, options, xml, firstRowSparse, file);
  return {
    file,
    source: 'arff',
    schema: plan.schema,
    read: ({ signal } = {}) => readExamples(file, arffParser(plan, file), { ...options, signal }),
  };
}

/** Reads as far as the first data row: enough to know what the file is. */
function startArff(file: string | undefined): {
  line: ArffHeaderParser['line'];
  end(lastLine: number): { header: ArffHeader; firstRowSparse: boolean };
} {
  const parser = arffHeaderParser(file);
  let inData = false;
  let firstRowSparse = false;
  return {
    line(text, line) {
      if (!inData) {
        inData = parser.line(text, line);
        return false;
      }
      const content = text.trimStart();
      firstRowSparse = content.startsWith('{');
      return content !== '' && !content.startsWith('%');
    },
    end(lastLine) {
      if (lastLine === 0) failAt({ file, line: 1 }, 'empty-file', 'The file is empty.');
      if (!inData) failAt({ file, line: lastLine }, 'truncated', 'The file ends before @data.');
      return { header: parser.header(), firstRowSparse };
    },
  };
}

function arffParser(plan: ArffPlan, file: string | undefined): LineParser {
  const start = arffHeaderParser(file);
  let inData = false;
  return {
    line(text, line) {
      if (!inData) {
        inData = start.line(text, line);
        return undefined;
      }
      const place = { file, line };
      const tokens = tokenizeArff(text, place);
      if (tokens.length === 0) return undefined;
      const row: ArffRow = { labels: [], indices: [], values: [], id: undefined, text: '' };
      if (tokens[0]!.kind === '{') addSparseRow(plan, row, tokens, place);
      else addDenseRow(plan, row, tokens, place);
      return { line, id: row.id, labels: row.labels, input: inputOf(plan, row) };
    },
    end() {},
  };
}

function inputOf(plan: ArffPlan, { indices, values, text }: ArffRow): RawInput {
  if (plan.schema.inputs === 'text') return { kind: 'text', text };
  if (plan.schema.inputs === 'sparse') {
    return plan.schema.binary ? { kind: 'sparse', indices } : { kind: 'sparse', indices, values };
  }
  const dense = new Float32Array(plan.schema.numFeatures);
  for (let i = 0; i < indices.length; i++) dense[indices[i]!] = values[i]!;
  return { kind: 'dense', values: dense };
}

function isMissing(token: ArffToken): boolean {
  return token.text === '?' && !token.quoted;
}

function addDenseRow(plan: ArffPlan, row: ArffRow, tokens: readonly ArffToken[], place: LinePlace): void {
  const expected = plan.attributes.length;
  let index = 0;
  let afterValue = false;
  for (const token of tokens) {
    if (token.kind === ',' && afterValue) {
      afterValue = false;
      continue;
    }
    if (token.kind !== 'word') failUnexpected(token, index === expected, place);
    if (index === expected) failCount('more', place);
    addArffValue(plan, row, index, token.text, isMissing(token), place);
    index++;
    afterValue = true;
  }
  if (index < expected) failCount(`only ${index}`, place);

  function failCount(got: string, at: LinePlace): never {
    failAt(at, 'wrong-count', `Expected ${expected} values, one for each attribute, got ${got}.`);
  }
}

function addSparseRow(plan: ArffPlan, row: ArffRow, tokens: readonly ArffToken[], place: LinePlace): void {
  const numAttributes = plan.attributes.length;
  const seen = new Set<number>();
  let at = 1;
  while (tokens[at]?.kind === 'word') {
    const value = tokens[at + 1];
    const index = parseIndex(tokens[at]!.text, place, 'an attribute number');
    if (index >= numAttributes) {
      failAt(
        place,
        'feature-out-of-range',
        `Expected attribute numbers in [0, ${numAttributes - 1}], got ${index}.`,
      );
    }
    if (value?.kind !== 'word') failAt(place, 'syntax', `Expected a value after attribute number ${index}.`);
    if (seen.has(index)) {
      const role = plan.roles[index]!.kind;
      failAt(
        place,
        role === 'label' ? 'duplicate-label' : 'duplicate-feature',
        `The attribute ${quote(plan.attributes[index]!.name)} (number ${index}) occurs twice in one example.`,
      );
    }
    seen.add(index);
    addArffValue(plan, row, index, value.text, isMissing(value), place);
    at += 2;
    if (tokens[at]?.kind === ',') {
      at++;
      if (tokens[at]?.kind !== 'word') break;
    } else break;
  }
  const end = tokens[at];
  if (end?.kind !== '}') {
    failAt(place, 'syntax', `Expected ${at === 1 ? '"index value" or }' : ', or }'}, got ${describe(end)}.`);
  }
  if (at + 1 < tokens.length) failUnexpected(tokens[at + 1]!, true, place);
  for (const index of plan.defaults) {
    if (!seen.has(index)) addArffValue(plan, row, index, plan.attributes[index]!.values[0]!, false, place);
  }
}

function describe(token: ArffToken | undefined): string {
  return token === undefined ? 'the end of the line' : quote(token.text);
}

function failUnexpected(token: ArffToken, afterRow: boolean, place: LinePlace): never {
  if (afterRow && token.kind !== 'word') {
    failAt(
      place,
      'unsupported',
      `Expected the end of the row, got ${quote(token.text)}.`,
      'Weights are not supported.',
    );
  }
  return failAt(place, 'syntax', `Expected a value, got ${quote(token.text)}.`);
}
