import type { SplitName } from '../dataset.js';

/** The splits, in the order in which everything goes through them. */
export const splitNames: readonly SplitName[] = ['train', 'valid', 'test'];

/** Names of the files of a prepared folder. */
export const preparedFiles = {
  record: 'prepared.json',
  progress: 'progress.json',
  /** A kind's own lines while a preparation is under way. */
  scratch: 'scratch.jsonl',
  labels: 'labels.txt',
  labelDescriptions: 'label-descriptions.txt',
  vocabulary: 'vocabulary.txt',
  embeddings: 'embeddings.npy',
} as const;

/** The name of the JSON lines of a split. */
export function splitFile(split: SplitName): string {
  return `${split}.jsonl`;
}

/** The name of the dense rows of a split. */
export function splitRows(split: SplitName): string {
  return `${split}.npy`;
}
