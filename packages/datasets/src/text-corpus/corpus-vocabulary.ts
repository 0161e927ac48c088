import type { TokenOptions } from './corpus-options.js';
import type { TokenTable } from './read-tokens.js';

/**
 * Chooses the vocabulary: the end of line and the unknown token, and the most frequent others within the limits.
 *
 * @param table every token met
 * @param counts how often each of them is in the parts that make the vocabulary
 * @returns numbers of the table, the most frequent first, ties in the order of their UTF-16 code units
 */
export function corpusVocabulary(table: TokenTable, counts: Float64Array, options: TokenOptions): number[] {
  const { endOfLine, unknown, vocabularyFrom, minCount, maxSize = Number.POSITIVE_INFINITY } = options;
  const { tokens } = table;
  const canBeUnknown = vocabularyFrom === 'train' || minCount > 1 || maxSize < Number.POSITIVE_INFINITY;
  const kept = new Set<number>();
  if (endOfLine !== false) kept.add(table.numberOf(endOfLine));
  if (canBeUnknown || counts[table.numberOf(unknown)]! > 0) kept.add(table.numberOf(unknown));
  const byCount = (a: number, b: number): number =>
    counts[b]! - counts[a]! || (tokens[a]! < tokens[b]! ? -1 : 1);
  const others = Array.from(counts, (_, type) => type).filter(
    (type) => !kept.has(type) && counts[type]! > 0 && counts[type]! >= minCount,
  );
  return [...kept, ...others.sort(byCount).slice(0, maxSize - kept.size)].sort(byCount);
}
