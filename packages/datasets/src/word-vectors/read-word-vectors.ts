import { readLabelNames } from '../formats/label-names.js';
import { readNumpyMatrix } from '../formats/read-numpy.js';
import { failAt } from '../reading/fail-at.js';
import { readChunks } from '../reading/read-chunks.js';
import { readBinaryVectors } from './read-binary-vectors.js';
import { readTextVectors } from './read-text-vectors.js';
import type { WordVectors } from './word-vectors.js';

/** Options of {@link readWordVectors}. */
export interface WordVectorOptions {
  /** The words whose vectors are wanted, each once: a file may have millions of others. */
  readonly words: readonly string[];
  /** For a matrix: a file with the word of each row, one a line; where it is left out, row i is that of `words[i]`. */
  readonly wordsFile?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Enough of a file to tell its format: a header and a vector of thousands of numbers. */
const firstBytes = 65_536;

/**
 * Reads vectors of words, in one of these formats, which are told apart by what is in them (gzip or not):
 *
 * - word2vec's text: a word and its numbers on each line, with spaces between; the first line `words dim` may be missing,
 *   as in files of GloVe. `.vec` and `.embed` files are such.
 * - word2vec's binary file: the line `words dim`, then for each word the word, a space, and its numbers as float32.
 * - NumPy's `.npy` with a matrix [words, dim].
 *
 * Words are compared as they are, letter by letter; of a word that comes twice the first vector is taken.
 *
 * @throws InputError when the file cannot be read, is damaged or cut off, or its rows are not as many as the words
 */
export async function readWordVectors(file: string, options: WordVectorOptions): Promise<WordVectors> {
  const { words, wordsFile, signal } = options;
  const start = await firstOf(file, signal);
  if (start.subarray(0, 6).toString('latin1') === '\x93NUMPY') {
    return readMatrix(file, wordsFile === undefined ? words : await readLabelNames(wordsFile), options);
  }
  if (wordsFile !== undefined) {
    failAt(
      { file },
      'unsupported',
      'A file of words belongs to a .npy file, and this file has its own words.',
    );
  }
  const wanted = new Set(words);
  return isBinary(start)
    ? readBinaryVectors(file, wanted, { signal })
    : readTextVectors(file, wanted, { signal });
}

async function readMatrix(
  file: string,
  rowWords: readonly string[],
  { words, signal }: WordVectorOptions,
): Promise<WordVectors> {
  const { rows, cols, data } = await readNumpyMatrix(file, { signal });
  if (rows !== rowWords.length) {
    failAt(
      { file },
      'wrong-count',
      `Expected a row for each of ${rowWords.length} words, got ${rows} rows.`,
      'Name the file with the words of the rows.',
    );
  }
  const wanted = new Set(words);
  const vectors = new Map<string, Float32Array>();
  rowWords.forEach((word, row) => {
    if (wanted.has(word)) vectors.set(word, Float32Array.from(data.subarray(row * cols, (row + 1) * cols)));
  });
  return { dim: cols, vectors, numVectors: rows };
}

async function firstOf(file: string, signal: AbortSignal | undefined): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of readChunks(file, { signal })) {
    pieces.push(piece);
    length += piece.length;
    if (length >= firstBytes) break;
  }
  return Buffer.concat(pieces);
}

/** Whether what follows the header and the first word are bytes, and no numbers in digits. */
function isBinary(start: Buffer): boolean {
  const [header = '', ...rest] = start.toString('latin1').split('\n');
  if (!/^\d+ \d+\s*$/.test(header)) return false;
  const vector = rest.join('\n');
  const numbers = vector.slice(vector.indexOf(' ') + 1, vector.indexOf(' ') + 9);
  return !/^[-+.\deE\s]*$/.test(numbers);
}
