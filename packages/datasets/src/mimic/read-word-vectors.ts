import type { DenseRows } from '@sbn/core';
import { growableArray } from '../loading/growable-array.js';
import { parseFeatureValue } from '../parsing/parse-number.js';
import { failAt, quote } from '../reading/fail-at.js';
import { ownCopy } from '../reading/own-copy.js';
import { readLines } from '../reading/read-lines.js';

/** Words and a vector for each. */
export interface WordVectors {
  readonly words: readonly string[];
  /** [words, dim] */
  readonly vectors: DenseRows;
  /** Vectors of words that were not asked for. */
  readonly leftOut: number;
}

/** How the files of Mullenbach et al. (2018) call the padding and the unknown word, which are no words. */
const noWords: ReadonlySet<string> = new Set(['**PAD**', '**UNK**']);

/**
 * Reads word vectors in the text form of word2vec: `word v1 v2 …` on each line, with or without a first line that gives
 * their number and length.
 *
 * @param words which words to give, in order; all of the file, in its order, when left out
 * @throws InputError with file and line when a line has another number of values or something else than numbers, a word
 *   occurs twice, or a word that is asked for has no vector
 */
export async function readWordVectors(
  file: string,
  words?: readonly string[],
  signal?: AbortSignal,
): Promise<WordVectors> {
  const wanted = words === undefined ? undefined : new Set(words);
  const values = growableArray((length) => new Float32Array(length));
  const rowOf = new Map<string, number>();
  let dim: number | undefined;
  let leftOut = 0;
  for await (const { firstLine, lines } of readLines(file, { signal })) {
    for (const [i, line] of lines.entries()) {
      const place = { file, line: firstLine + i };
      const [word, ...numbers] = line.trimEnd().split(' ');
      if (place.line === 1 && numbers.length === 1 && /^\d+ \d+$/.test(line.trimEnd())) {
        dim = Number(numbers[0]);
        continue;
      }
      dim ??= numbers.length;
      if (numbers.length !== dim || dim === 0) {
        failAt(place, 'wrong-count', `Expected a word and ${dim} numbers, got ${numbers.length} numbers.`);
      }
      if (noWords.has(word!)) continue;
      if (wanted !== undefined && !wanted.has(word!)) {
        leftOut++;
        continue;
      }
      if (rowOf.has(word!)) failAt(place, 'duplicate-name', `The word ${quote(word!)} has a vector already.`);
      rowOf.set(ownCopy(word!), rowOf.size);
      values.append(numbers.map((number) => parseFeatureValue(number, place, `a value of ${quote(word!)}`)));
    }
  }
  if (dim === undefined || rowOf.size === 0) failAt({ file }, 'empty-file', 'The file has no word vectors.');
  const found = values.toArray();
  if (words === undefined) {
    const vectors = { numRows: rowOf.size, numCols: dim, data: found };
    return { words: [...rowOf.keys()], vectors, leftOut };
  }
  const missing = words.filter((word) => !rowOf.has(word));
  if (missing.length > 0) {
    failAt(
      { file },
      'missing-value',
      `${missing.length} of ${words.length} words have no vector, such as ${quote(missing[0]!)}.`,
      'Is the file cut off, or does it belong to another vocabulary?',
    );
  }
  const data = new Float32Array(words.length * dim);
  for (const [row, word] of words.entries()) {
    const start = rowOf.get(word)! * dim;
    data.set(found.subarray(start, start + dim), row * dim);
  }
  return { words, vectors: { numRows: words.length, numCols: dim, data }, leftOut };
}
