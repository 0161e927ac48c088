import { ownCopy } from '../reading/own-copy.js';

/** Limits on what gets into a vocabulary. */
export interface VocabularyOptions {
  /** The least number of times a word must occur; 1 when left out. */
  readonly minCount?: number | undefined;
  /** The most words, keeping the most frequent; all when left out. */
  readonly maxSize?: number | undefined;
}

/** Counts words, example by example. */
export interface VocabularyCounter {
  /** Counts the words of one example. */
  add(words: Iterable<string>): void;
  /** Examples counted so far. */
  readonly numExamples: number;
  /** The words that pass the limits, most frequent first, ties in the order of their UTF-16 code units. */
  words(options?: VocabularyOptions): string[];
  /** In how many examples a word occurred. */
  numExamplesWith(word: string): number;
}

/** Starts counting words; memory grows with the number of different words. */
export function vocabularyCounter(): VocabularyCounter {
  const entries = new Map<string, { total: number; examples: number; last: number }>();
  let numExamples = 0;
  return {
    get numExamples() {
      return numExamples;
    },
    add(words) {
      numExamples++;
      for (const word of words) {
        const entry = entries.get(word);
        if (entry === undefined) {
          entries.set(ownCopy(word), { total: 1, examples: 1, last: numExamples });
          continue;
        }
        entry.total++;
        if (entry.last === numExamples) continue;
        entry.last = numExamples;
        entry.examples++;
      }
    },
    words({ minCount = 1, maxSize = Number.POSITIVE_INFINITY } = {}) {
      checkVocabularyOptions({ minCount, maxSize });
      return [...entries]
        .filter(([, { total }]) => total >= minCount)
        .sort(([a, x], [b, y]) => y.total - x.total || (a < b ? -1 : 1))
        .slice(0, maxSize)
        .map(([word]) => word);
    },
    numExamplesWith: (word) => entries.get(word)?.examples ?? 0,
  };
}

/** @throws RangeError when a limit is not an integer ≥ 1 (`maxSize` may be Infinity) */
export function checkVocabularyOptions({
  minCount = 1,
  maxSize = Number.POSITIVE_INFINITY,
}: VocabularyOptions): void {
  if (!Number.isInteger(minCount) || minCount < 1) {
    throw new RangeError(`vocabulary: minCount must be an integer >= 1, got ${minCount}`);
  }
  if (maxSize !== Number.POSITIVE_INFINITY && (!Number.isInteger(maxSize) || maxSize < 1)) {
    throw new RangeError(`vocabulary: maxSize must be an integer >= 1, got ${maxSize}`);
  }
}
