import type { DenseRows } from '@sbn/core';
import { failAt, quote } from '../reading/fail-at.js';
import { ownCopy } from '../reading/own-copy.js';
import { readLines } from '../reading/read-lines.js';
import { findFile } from './find-file.js';
import { readWordVectors } from './read-word-vectors.js';

/** The vocabulary of a folder, its vectors, and the files they come from. */
export interface FolderWords {
  readonly files: readonly string[];
  readonly vocabulary?: readonly string[];
  readonly embeddings?: DenseRows;
}

/**
 * Reads `vocab.csv` (a word on each line) and `processed_full.embed` (word vectors), as far as they are there. Without a
 * vocabulary it is that of the vectors.
 *
 * @throws InputError when one is damaged, or they do not belong together
 */
export async function readWords(folder: string, signal?: AbortSignal): Promise<FolderWords> {
  const list = await findFile([folder], 'vocab.csv');
  const vectorFile = await findFile([folder], 'processed_full.embed');
  const vocabulary = list === undefined ? undefined : await readVocabulary(list, signal);
  if (vectorFile === undefined) {
    return vocabulary === undefined ? { files: [] } : { files: [list!], vocabulary };
  }
  const { words, vectors } = await readWordVectors(vectorFile, vocabulary, signal);
  return {
    files: [...(list === undefined ? [] : [list]), vectorFile],
    vocabulary: words,
    embeddings: vectors,
  };
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
