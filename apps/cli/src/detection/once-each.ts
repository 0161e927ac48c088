import type { LabelSetQuery } from './detect-label-sets.js';

/** Each different label set once, in the order of first occurrence, with how often it occurs. Holds them in memory. */
export async function* onceEach(
  labelSets: AsyncIterable<LabelSetQuery> | Iterable<LabelSetQuery>,
): AsyncGenerator<LabelSetQuery> {
  const found = new Map<string, { readonly labels: readonly number[]; occurrences: number }>();
  for await (const { labels, occurrences = 1 } of labelSets) {
    const key = labels.join();
    const known = found.get(key);
    if (known === undefined) found.set(key, { labels, occurrences });
    else known.occurrences += occurrences;
  }
  yield* found.values();
}
