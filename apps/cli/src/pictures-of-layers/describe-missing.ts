import type { PicturedLayerSummary } from './pictures-summary.js';

/** As many sets are named before the rest is counted. */
const mostNamed = 8;

/**
 * What a layer can and cannot output, for under its picture: `22 of 64 label sets are argmaxable. Of those with at most 2
 * labels, 2 are missing: {0, 2}, {1, 3}.`
 */
export function describeMissing({
  argmaxable,
  total,
  missing,
  labelNames,
  sparse,
}: Pick<PicturedLayerSummary, 'argmaxable' | 'total' | 'missing' | 'labelNames' | 'sparse'>): string {
  const few = `at most ${sparse} ${sparse === 1 ? 'label' : 'labels'}`;
  const sentence = `${argmaxable} of ${total} label sets are argmaxable.`;
  if (missing.length === 0) return `${sentence} Of those with ${few}, none is missing.`;
  const named = missing
    .slice(0, mostNamed)
    .map((labels) =>
      labels.length === 0 ? '∅' : `{${labels.map((label) => labelNames?.[label] ?? label).join(', ')}}`,
    );
  const rest = missing.length - named.length;
  return `${sentence} Of those with ${few}, ${missing.length} ${missing.length === 1 ? 'is' : 'are'} missing: ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`;
}
