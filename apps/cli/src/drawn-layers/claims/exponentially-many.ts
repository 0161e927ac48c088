import { countArgmaxableLabelSets } from '@sbn/core';
import { log10OfCount } from '../log10-of-count.js';
import type { JudgeDrawn } from './drawn-facts.js';

/**
 * A layer narrower than its labels has exponentially many unargmaxable label sets. Exact, by Cover's count for layers of the
 * narrowest width of the study: borne out where their number at least doubles with each label more.
 */
export const exponentiallyMany: JudgeDrawn = ({ measurements }) => {
  const dim = Math.min(...measurements.map((measures) => measures.dim));
  const sizes = [...new Set(measurements.map(({ numLabels }) => numLabels))]
    .filter((numLabels) => numLabels > dim)
    .sort((a, b) => a - b);
  if (sizes.length === 0) return undefined;
  // With as many labels as its width a layer can output every set; the count starts with one label more.
  const counts = [dim + 1, ...sizes.filter((size) => size > dim + 1)].map((numLabels) => ({
    numLabels,
    out: (1n << BigInt(numLabels)) - countArgmaxableLabelSets({ numLabels, dim }),
  }));
  const grows = counts
    .slice(1)
    .every(({ numLabels, out }, i) => out >= counts[i]!.out << BigInt(numLabels - counts[i]!.numLabels));
  const { numLabels } = counts.at(-1)!;
  const share =
    log10OfCount(countArgmaxableLabelSets({ numLabels, dim })) - log10OfCount(1n << BigInt(numLabels));
  return {
    id: 'exponentially-many',
    claim:
      'A sigmoid layer narrower than its labels has exponentially many label sets that it can never output.',
    where: 'abstract',
    figure:
      `Counted exactly: with width ${dim} and n = ${numLabels} labels, no layer without a bias can output more than 1 in ` +
      `10^${Math.floor(-share)} of the 2^${numLabels} label sets; each label more at least doubles the number of the others.`,
    verdict: grows ? 'borne-out' : 'not-borne-out',
  };
};
