import type { StudyClaim } from '@sbn/report';
import type { JudgedExperiment } from './judged-experiment.js';

/**
 * "A DFT layer can output every label set of at most k labels." Borne out where each such test set is argmaxable in every
 * layer and seed; not borne out where one is unargmaxable; else open.
 */
export function kGuarantee({ dfts }: JudgedExperiment): StudyClaim | undefined {
  const asked = dfts.flatMap(({ runs }) => runs.flatMap(({ detection }) => detection?.guarantee ?? []));
  const sum = (key: 'total' | 'unargmaxable' | 'undecided'): number =>
    asked.reduce((all, counts) => all + counts[key], 0);
  const [total, unargmaxable, undecided] = [sum('total'), sum('unargmaxable'), sum('undecided')];
  if (total === 0) return undefined;
  return {
    id: 'k-guarantee',
    claim: 'A DFT layer can output every label set with at most k labels.',
    where: 'abstract',
    figure: `Of ${total.toLocaleString('en')} questions about test label sets with at most ${[...new Set(asked.map(({ k }) => k))].join(' or ')} labels, in ${asked.length} trained ${asked.length === 1 ? 'layer' : 'layers'}, ${unargmaxable} came out unargmaxable and ${undecided} undecided.`,
    verdict: unargmaxable > 0 ? 'not-borne-out' : undecided > 0 ? 'open' : 'borne-out',
    ...(unargmaxable === 0 && undecided > 0 ? { remark: 'Some sets were not decided.' } : {}),
  };
}
