import type { StudyClaim } from '@sbn/report';
import type { JudgedExperiment } from './judged-experiment.js';

/**
 * "Unargmaxable label sets can be detected." Borne out where every test set was decided in every trained layer, each with
 * an input that outputs it or a certificate that there is none; else open: an undecided set is no evidence against it.
 */
export function decidedTestSets({ dfts, bottlenecks }: JudgedExperiment): StudyClaim | undefined {
  const records = [...bottlenecks, ...dfts].flatMap(({ runs }) =>
    runs.flatMap(({ detection }) => detection ?? []),
  );
  const total = records.reduce((sum, record) => sum + record.total, 0);
  const undecided = records.reduce((sum, record) => sum + record.undecided, 0);
  const seconds = records.reduce(
    (sum, { decidedBy }) => sum + decidedBy.reduce((all, { milliseconds }) => all + milliseconds, 0) / 1000,
    0,
  );
  if (total === 0) return undefined;
  return {
    id: 'decided-test-sets',
    claim: 'Whether a trained layer can output a label set can be decided.',
    where: 'abstract',
    figure: `${(total - undecided).toLocaleString('en')} of ${total.toLocaleString('en')} questions decided in ${records.length} layers, ${((1000 * seconds) / total).toPrecision(2)} ms each on one thread.`,
    verdict: undecided === 0 ? 'borne-out' : 'open',
    ...(undecided === 0 ? {} : { remark: `${undecided.toLocaleString('en')} stayed undecided.` }),
  };
}
