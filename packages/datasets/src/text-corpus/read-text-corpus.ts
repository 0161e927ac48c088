import type { SplitName } from '../dataset.js';
import { corpusFiles } from './corpus-files.js';
import { checkCorpusOptions, type TextCorpusOptions } from './corpus-options.js';
import { corpusVocabulary } from './corpus-vocabulary.js';
import { cutLines } from './cut-lines.js';
import { createTokenTable, readTokens, type TokenTable } from './read-tokens.js';
import type { TextCorpus, TextCounts } from './text-corpus.js';
import { type TextRange, wholeOf } from './text-range.js';

const parts = ['train', 'valid', 'test'] as const;

/**
 * Reads running text for language models, as the Penn Treebank, WikiText and many others come: a folder with `train.txt`,
 * `valid.txt` and `test.txt`, words parted by white space, each line ended by `<eos>`. Characters, other files and other
 * cuts by options.
 *
 * Each file is read once, block by block. Memory: the vocabulary, and 8 bytes per token at the peak (4 afterwards).
 *
 * @throws InputError with the file (and line) when a part is missing, empty, not UTF-8, or too short to be cut
 * @throws TypeError, RangeError when options have values that they cannot have
 */
export async function readTextCorpus(options: TextCorpusOptions): Promise<TextCorpus> {
  const checked = checkCorpusOptions(options);
  const { unit, endOfLine, unknown, vocabularyFrom } = checked;
  const sources = await corpusFiles(options);
  const { maxLineBytes, signal } = options;
  const table = createTokenTable();
  const read = async (file: string): Promise<TextRange> =>
    wholeOf(await readTokens(file, table, { unit, endOfLine, maxLineBytes, signal }));

  const cut = cutLines(await read(sources.train.file), sources);
  const partOf = async (part: 'valid' | 'test'): Promise<TextRange> => {
    const source = sources[part];
    return 'file' in source ? read(source.file) : cut[part];
  };
  const ranges = { train: cut.train, valid: await partOf('valid'), test: await partOf('test') };

  const unknownType = table.numberOf(unknown);
  const histograms = mapParts((part) => histogramOf(ranges[part], table));
  const vocabulary = corpusVocabulary(
    table,
    vocabularyFrom === 'train' ? histograms.train : sumOf(parts.map((part) => histograms[part])),
    checked,
  );
  const numbers = new Int32Array(table.tokens.length).fill(-1);
  vocabulary.forEach((type, number) => {
    numbers[type] = number;
  });
  const known = numbers.slice();
  // -1 where the vocabulary has everything: no token is then replaced.
  const unknownNumber = known[unknownType]!;
  numbers.forEach((number, type) => {
    if (number < 0) numbers[type] = unknownNumber;
  });
  return {
    unit,
    vocabulary: vocabulary.map((type) => table.tokens[type]!),
    ...(endOfLine === false ? {} : { endOfLine: known[table.numberOf(endOfLine)]! }),
    ...(unknownNumber < 0 ? {} : { unknown: unknownNumber }),
    parts: mapParts((part) => {
      const { tokens, start, end } = ranges[part];
      return tokens.list.mapped(start, end, numbers);
    }),
    counts: mapParts((part) => countsOf(ranges[part], histograms[part], known, unknownType)),
    files: [...new Set(parts.flatMap((part) => ('file' in sources[part] ? [sources[part].file] : [])))],
    options: checked,
  };
}

function mapParts<T>(of: (part: SplitName) => T): Record<SplitName, T> {
  return { train: of('train'), valid: of('valid'), test: of('test') };
}

function histogramOf({ tokens, start, end }: TextRange, table: TokenTable): Float64Array {
  return tokens.list.histogram(start, end, table.tokens.length);
}

function sumOf(histograms: readonly Float64Array[]): Float64Array {
  return histograms[0]!.map((_, type) => histograms.reduce((sum, counts) => sum + counts[type]!, 0));
}

function countsOf(
  { numLines, start, end }: TextRange,
  histogram: Float64Array,
  known: Int32Array,
  unknownType: number,
): TextCounts {
  let types = 0;
  let replacedTokens = 0;
  histogram.forEach((count, type) => {
    if (count > 0) types++;
    if (known[type]! < 0) replacedTokens += count;
  });
  const tokens = end - start;
  const unknownTokens = replacedTokens + histogram[unknownType]!;
  return {
    lines: numLines,
    tokens,
    types,
    unknownTokens,
    unknownShare: unknownTokens / tokens,
    replacedTokens,
  };
}
