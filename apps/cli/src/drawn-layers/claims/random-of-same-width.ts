import { groupBy } from '../../experiment/group-by.js';
import { intervalOver } from '../../experiment/over-seeds.js';
import { formatShare } from '../../terminal/format-number.js';
import type { JudgeDrawn } from './drawn-facts.js';
import { intervalWords } from './interval-words.js';
import { verdictBelow } from './verdict-of.js';

/**
 * A random layer of the same width, 2k + 1, cannot output most sets of k labels. Borne out where for all n and k the
 * interval over seeds of the share that is not proved to be unargmaxable lies below one half.
 */
export const randomOfSameWidth: JudgeDrawn = ({ measurements }) => {
  const random = measurements.filter(
    ({ head, cardinality, k }) =>
      head.kind === 'gaussian' && head.extraDims === 0 && !head.constantColumn && cardinality === k,
  );
  if (random.length === 0) return undefined;
  const cells = [...groupBy(random, ({ numLabels, k }) => `k = ${k}, n = ${numLabels}`)]
    .map(([name, group]) => ({
      name,
      share: intervalOver(group, ({ argmaxable, total }) => 1 - argmaxable.no / total)!,
    }))
    .sort((a, b) => b.share.mean - a.share.mean);
  const { name, share } = cells[0]!;
  return {
    id: 'random-of-same-width',
    claim: 'A random layer of the same width as the cyclic one cannot output most sets of k labels.',
    where: 'cyclic against random layers',
    figure:
      `Gaussian layers of width 2k + 1 can output at most ${intervalWords(share, formatShare)} of the random sets of k labels ` +
      `(at ${name}; ${cells.length} sizes, ${share.n} seeds).`,
    verdict: verdictBelow(
      cells.map((cell) => cell.share),
      0.5,
    ),
  };
};
