import { countArgmaxableLabelSets, countKSparseLabelSets } from '@sbn/core';
import type { StudyTable } from '@sbn/report';
import { formatCount, formatRatio } from '../terminal/format-number.js';

/**
 * How many label sets there are, against what a layer of width 2k + 1 can output at most; and how many of the sets with at
 * most k labels counting alone forbids a layer of width k.
 */
export function countingTable(
  sizes: readonly { readonly numLabels: number; readonly k: number }[],
): StudyTable {
  return {
    id: 'counts',
    title: 'How many label sets there are, and how many a layer can output at most',
    description:
      'Exact counts, for layers without a bias. No bottlenecked layer of width k can output all sets of at most k labels, since ' +
      'there are more of them than it can output at all; a DFT layer of width 2k + 1 outputs each.',
    section: 'How many label sets there are',
    rowTitle: 'Size',
    columns: [
      { key: 'all', title: 'Label sets' },
      { key: 'dim', title: '2k + 1', format: 'count' },
      { key: 'argmaxable', title: 'Argmaxable at most with width 2k + 1' },
      { key: 'share', title: 'Share of all' },
      { key: 'sparse', title: 'With at most k labels' },
      { key: 'narrow', title: 'of these at most with width k' },
    ],
    rows: sizes.map(({ numLabels, k }) => {
      const dim = 2 * k + 1;
      const all = 1n << BigInt(numLabels);
      const argmaxable = countArgmaxableLabelSets({ numLabels, dim });
      const narrow = countArgmaxableLabelSets({ numLabels, dim: k });
      const sparse = countKSparseLabelSets({ numLabels, k });
      return {
        label: `k = ${k}, n = ${numLabels}`,
        values: {
          all: formatCount(all),
          dim,
          argmaxable: formatCount(argmaxable),
          share: formatRatio(argmaxable, all),
          sparse: formatCount(sparse),
          narrow: formatRatio(narrow, sparse),
        },
      };
    }),
  };
}
