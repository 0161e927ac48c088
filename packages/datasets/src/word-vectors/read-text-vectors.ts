import { parseFeatureValue } from '../parsing/parse-number.js';
import { failAt } from '../reading/fail-at.js';
import { ownCopy } from '../reading/own-copy.js';
import { readLines } from '../reading/read-lines.js';
import type { WordVectors } from './word-vectors.js';

/**
 * Reads word2vec's text format: a word and its numbers on each line. A first line of two whole numbers is a header, which
 * then has to be right.
 *
 * @throws InputError naming the line
 */
export async function readTextVectors(
  file: string,
  wanted: ReadonlySet<string>,
  options: { readonly signal?: AbortSignal | undefined },
): Promise<WordVectors> {
  const vectors = new Map<string, Float32Array>();
  let declared: number | undefined;
  let dim: number | undefined;
  let numVectors = 0;
  let line = 0;
  for await (const { firstLine, lines } of readLines(file, options)) {
    for (const [i, text] of lines.entries()) {
      line = firstLine + i;
      const place = { file, line };
      const [word, ...numbers] = text.trimEnd().split(' ');
      if (line === 1 && numbers.length === 1 && /^\d+ \d+$/.test(text.trimEnd())) {
        [declared, dim] = [Number(word), Number(numbers[0])];
        continue;
      }
      dim ??= numbers.length;
      if (numbers.length !== dim || dim === 0) {
        failAt(
          place,
          'wrong-count',
          `Expected a word and ${dim || 'its'} numbers, got ${numbers.length} numbers.`,
        );
      }
      numVectors++;
      if (!wanted.has(word!) || vectors.has(word!)) continue;
      vectors.set(
        ownCopy(word!),
        Float32Array.from(numbers, (number, k) => parseFeatureValue(number, place, `number ${k + 1}`)),
      );
    }
  }
  if (dim === undefined) failAt({ file, line: 1 }, 'empty-file', 'The file is empty.');
  if (declared !== undefined && declared !== numVectors) {
    failAt(
      { file, line },
      declared > numVectors ? 'truncated' : 'wrong-count',
      `Expected ${declared} words, as the first line says, got ${numVectors}.`,
      'Copy or download it again.',
    );
  }
  return { dim, vectors, numVectors };
}
