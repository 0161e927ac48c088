import { groupBy } from '../../experiment/group-by.js';
import { intervalOver } from '../../experiment/over-seeds.js';
import { formatInteger, formatShare } from '../../terminal/format-number.js';
import type { JudgeDrawn } from './drawn-facts.js';
import { intervalWords } from './interval-words.js';

/**
 * Every label set of at most k labels is argmaxable in a DFT layer, with slack or without. Not borne out by a single set that
 * is proved to be unargmaxable, open where a set is undecided, else borne out.
 */
export const kGuarantee: JudgeDrawn = ({ measurements }) => {
  const promised = measurements.filter(({ head, cardinality, k }) => head.kind === 'dft' && cardinality <= k);
  if (promised.length === 0) return undefined;
  const sum = (answer: 'yes' | 'no' | 'undecided'): number =>
    promised.reduce((total, { argmaxable }) => total + argmaxable[answer], 0);
  const [yes, no, undecided] = [sum('yes'), sum('no'), sum('undecided')];
  const shares = intervalOver([...groupBy(promised, ({ seed }) => seed).values()], (group) => {
    const all = group.reduce((total, measures) => total + measures.total, 0);
    return group.reduce((total, { argmaxable }) => total + argmaxable.yes, 0) / all;
  })!;
  return {
    id: 'k-guarantee',
    // As experiments with trained layers word it: a report of several gathers them.
    claim: 'A DFT layer can output every label set with at most k labels.',
    where: 'abstract',
    figure:
      `${formatInteger(yes)} of ${formatInteger(yes + no + undecided)} random sets of at most k labels are argmaxable by proof: ` +
      `${intervalWords(shares, formatShare)} over ${shares.n} seeds; ${formatInteger(no)} unargmaxable, ${formatInteger(undecided)} undecided.`,
    verdict: no > 0 ? 'not-borne-out' : undecided > 0 ? 'open' : 'borne-out',
  };
};
