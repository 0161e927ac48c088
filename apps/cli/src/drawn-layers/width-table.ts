import type { StudyTable } from '@sbn/report';
import type { NeededWidth } from './needed-widths.js';

/** How wide each kind of layer must be. */
export function widthTable(widths: readonly NeededWidth[]): StudyTable {
  return {
    id: 'needed-width',
    title: 'How wide a layer must be to output every sampled set of k labels',
    description:
      'The narrowest of the layers that were drawn from which on all output all sets, over the seeds. Fixed columns do it with ' +
      '2k + 1, by theory and for all sets there are.',
    section: 'As the layers become wider',
    rowTitle: 'Layer',
    columns: [
      { key: 'width', title: 'Width needed', better: 'lower', format: 'count' },
      { key: 'narrowest', title: '2k + 1', format: 'count' },
      { key: 'logarithm', title: 'k ln(n/k)', format: 'count' },
      { key: 'half', title: 'n/2', format: 'count' },
    ],
    rows: widths.map(({ family, numLabels, k, narrowest, width, widest }) => ({
      label: family,
      group: `k = ${k}, n = ${numLabels}`,
      values: {
        width: width ?? `more than ${widest}`,
        narrowest,
        logarithm: k * Math.log(numLabels / k),
        half: numLabels / 2,
      },
    })),
  };
}
