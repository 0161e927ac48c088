import { shareOfArgmaxableLabelSets } from '@sbn/core';
import type { StudyChart, StudySeries } from '@sbn/report';
import { chartParts } from '../experiment/chart-parts.js';
import { groupBy } from '../experiment/group-by.js';
import { type DrawnCell, type DrawnSummary, leastMargin } from './drawn-summary.js';
import { pointOf } from './point-of.js';

const section = 'As the layers become wider';

/**
 * What becomes of the label sets of k labels as layers become wider, at the smallest and the largest n and for each k; none
 * where all layers are of one width. Where every layer outputs every set, only margins are drawn.
 */
export function widthCharts({ cells, box, leastRadius }: DrawnSummary): StudyChart[] {
  const sizes = cells.map(({ numLabels }) => numLabels);
  const ends = [Math.min(...sizes), Math.max(...sizes)];
  const shown = cells.filter(
    ({ numLabels, k, cardinality }) => ends.includes(numLabels) && cardinality === k,
  );
  return [...groupBy(shown, ({ k, numLabels }) => `k${k}-n${numLabels}`)].flatMap(([size, group]) => {
    const { k, numLabels } = group[0]!;
    const widths = [...new Set(group.map(({ dim }) => dim))].sort((a, b) => a - b);
    if (widths.length < 2) return [];
    const x = { title: 'width d', scale: 'log' as const };
    const lines = (pointOfCell: (cell: DrawnCell) => StudySeries['points'][number]): StudySeries[] =>
      [...groupBy(group, ({ family }) => family)].map(([name, ofFamily]) => ({
        name,
        // Heads of two names may be layers of the same kind and width.
        points: [...groupBy(ofFamily, ({ dim }) => dim).values()].map(([first]) => pointOfCell(first!)),
      }));
    const theory: StudySeries = {
      name: 'Gaussian, by theory',
      dashed: true,
      points: widths.map((dim) => ({
        x: dim,
        y: shareOfArgmaxableLabelSets({ numLabels, dim }).share,
      })),
    };
    const hasGaussian = group.some(({ family }) => family === 'Gaussian');
    const isWhole = group.every(({ argmaxable }) => argmaxable.mean === 1);
    return [
      ...chartParts({
        id: `argmaxable-by-width-${size}`,
        title: `Argmaxable sets of ${k} labels, n = ${numLabels}`,
        description:
          'Sets that some input outputs, by a proof for each. By theory a layer of independent Gaussian numbers outputs every ' +
          "label set with the same probability: Cover's count over 2^n, which reaches a half at a width of n/2.",
        section,
        x,
        y: { title: 'argmaxable', format: 'percent' },
        claims: ['k-guarantee', 'random-of-same-width'],
        series: isWhole
          ? []
          : [
              ...lines(({ dim, argmaxable }) => pointOf(dim, argmaxable, 1)),
              ...(hasGaussian ? [theory] : []),
            ],
      }),
      ...chartParts({
        id: `margin-by-width-${size}`,
        title: `Median margin of sets of ${k} labels, n = ${numLabels}`,
        description:
          'Layers without a median above the least margin that counts lie on its line. No layer of any width has margins of an ' +
          'order above k^(-1/2).',
        section,
        x,
        y: { title: 'margin', scale: 'log' },
        references: [
          { y: k ** -0.5, name: 'k^(-1/2)' },
          { y: leastMargin({ box: box!, leastRadius: leastRadius! }), name: 'least margin' },
        ],
        claims: ['tiny-margins', 'width-for-margins'],
        series: lines(({ dim, margin: { p50 } }) => pointOf(dim, p50, 1)),
      }),
    ];
  });
}
