import type { DenseRows } from '@sbn/core';
import { failAt, quote } from '../reading/fail-at.js';
import { ownCopy } from '../reading/own-copy.js';
import { readLines } from '../reading/read-lines.js';
import { findFile } from './find-file.js';
import { readWordVectors } from './read-word-vectors.js';

/** The files of a folder's words, as far as they are there. */
export interface WordFiles {
  /** A word on each line. */
  readonly vocabulary: string | undefined;
  /** A vector for each word. */
  readonly vectors: string | undefined;
}

/** Looks for `vocab.csv` and `processed_full.embed`. */
export async function findWords(folder: string): Promise<WordFiles> {
  return {
    vocabulary: await findFile([folder], 'vocab.csv'),
    vectors: await findFile([folder], 'processed_full.embed'),
  };
}

/**
 * Reads a vocabulary and its vectors, as far as they are there. Without a list the words are those of the vectors.
 *
 * @throws InputError when one is damaged, or they do not belong together
 */
export async function readWords(
  files: WordFiles,
  signal?: AbortSignal,
): Promise<{ readonly vocabulary?: readonly string[]; readonly embeddings?: DenseRows }> {
  const vocabulary =
    files.vocabulary === undefined ? undefined : await readVocabulary(files.vocabulary, signal);
  if (files.vectors === undefined) return vocabulary === undefined ? {} : { vocabulary };
  const { words, vectors } = await readWordVectors(files.vectors, vocabulary, signal);
  return { vocabulary: words, embeddings: vectors };
}

async function readVocabulary(file: string, signal: AbortSignal | undefined): Promise<string[]> {
  const words = new Set<string>();
  for await (const { firstLine, lines } of readLines(file, { signal })) {
    for (const [i, line] of lines.entries()) {
      const word = line.trim();
      if (word === '') continue;
      if (words.has(word)) {
        failAt({ file, line: firstLine + i }, 'duplicate-name', `The word ${quote(word)} occurs twice.`);
      }
      words.add(ownCopy(word));
    }
  }
  if (words.size === 0) failAt({ file, line: 1 }, 'empty-file', 'The file has no words.');
  return [...words];
}
