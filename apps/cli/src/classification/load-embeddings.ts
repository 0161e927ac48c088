import { InputError } from '@sbn/core';
import { readWordVectors } from '@sbn/datasets';
import type { EmbeddingTable } from '@sbn/train';
import type { EmbeddingsConfig } from './config/encoder.js';

/** How many words of the data have a vector. */
export interface FoundEmbeddings {
  readonly found: number;
  readonly words: number;
}

/**
 * Writes the vectors of a file into an embedding table; words without one keep the random embedding that they have.
 *
 * @param words the words of the table's rows; the last stands for all unknown words
 * @throws InputError when the file is wrong, its vectors have another width, or none is that of a word of the data
 */
export async function loadEmbeddings(
  { file, words: wordsFile, unitLength }: EmbeddingsConfig,
  options: {
    readonly table: EmbeddingTable;
    readonly words: readonly string[];
    readonly signal?: AbortSignal | undefined;
  },
): Promise<FoundEmbeddings> {
  const { table, signal } = options;
  const words = options.words.slice(0, -1);
  const { dim, vectors } = await readWordVectors(file, { words, wordsFile, signal });
  if (dim !== table.dim) {
    throw new InputError(`has vectors of ${dim} numbers, and encoder.dim is ${table.dim}.`, {
      code: 'bad-config',
      file,
      hint: `Set encoder.dim to ${dim}.`,
    });
  }
  if (vectors.size === 0) {
    throw new InputError(`has a vector for none of the ${words.length} words of the data.`, {
      code: 'bad-config',
      file,
      hint: 'Words of the data are in lower case; is it a file of another language?',
    });
  }
  const { values, stride } = table;
  words.forEach((word, row) => {
    const vector = vectors.get(word);
    if (vector === undefined) return;
    const norm = unitLength ? Math.hypot(...vector) : 1;
    // A vector of zeros has no direction and stays what it is.
    values.set(norm === 0 || norm === 1 ? vector : vector.map((value) => value / norm), row * stride);
  });
  return { found: vectors.size, words: words.length };
}
