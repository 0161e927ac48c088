import { countArgmaxableLabelSets, countKSparseLabelSets } from '@sbn/core';
import type { StudyChart } from '@sbn/report';
import { log10OfCount } from './log10-of-count.js';

/** How many widths the line of a count goes through. */
const numPoints = 48;

/**
 * How many of all 2^n label sets a layer of width d can output at most, exactly (Cover 1965), at the largest n; and how many
 * there are with at most k labels.
 */
export function countingChart(
  sizes: readonly { readonly numLabels: number; readonly k: number }[],
): StudyChart {
  const numLabels = Math.max(...sizes.map((size) => size.numLabels));
  const ks = [...new Set(sizes.map(({ k }) => k))].sort((a, b) => a - b);
  // Evenly on a logarithmic axis, from 1 to n.
  const widths = Array.from({ length: numPoints }, (_, i) => Math.round(numLabels ** (i / (numPoints - 1))));
  return {
    id: 'counting',
    title: `Label sets that a layer of width d can output at most, n = ${numLabels}`,
    description:
      'Counted exactly for layers without a bias; the height is the number of decimal digits. Counting alone forbids a narrow layer most of all sets, but leaves room for those of at most k labels.',
    section: 'How many label sets there are',
    x: { title: 'width d', scale: 'log' },
    y: { title: 'log10 of the number of label sets' },
    claims: ['exponentially-many'],
    series: [
      {
        name: 'argmaxable at most',
        points: [...new Set(widths)].map((dim) => ({
          x: dim,
          y: log10OfCount(countArgmaxableLabelSets({ numLabels, dim })),
        })),
      },
    ],
    references: [
      { y: numLabels * Math.log10(2), name: 'all' },
      ...ks.map((k) => ({
        y: log10OfCount(countKSparseLabelSets({ numLabels, k })),
        name: `at most ${k} labels`,
      })),
    ],
  };
}
