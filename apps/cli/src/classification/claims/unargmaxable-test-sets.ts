import { meanInterval, type StudyClaim } from '@sbn/report';
import { intervalWords, shareWords } from './interval-words.js';
import type { JudgedExperiment } from './judged-experiment.js';

/**
 * "Unargmaxable label sets occur in real data." Borne out where at some width the share of the different test label sets
 * that a trained bottleneck cannot output, proved, has an interval over 0; not borne out where at every width every
 * seed can output all; else open.
 */
export function unargmaxableTestSets({ bottlenecks }: JudgedExperiment): StudyClaim | undefined {
  const widths = bottlenecks.flatMap(({ width, runs }) => {
    const shares = runs.flatMap(({ detection }) =>
      detection === undefined ? [] : [detection.unargmaxable / detection.total],
    );
    return shares.length === 0 ? [] : [{ width, share: meanInterval(shares) }];
  });
  if (widths.length === 0) return undefined;
  const isProved = widths.some(({ share: { low = 0 } }) => low > 0);
  const isAbsent = widths.every(({ share: { mean, n } }) => mean === 0 && n > 1);
  const shown = widths.filter(({ share }) => share.mean > 0);
  const rest = widths.filter(({ share }) => share.mean === 0).map(({ width }) => width);
  const parts = [
    ...shown.map(({ width, share }) => `${intervalWords(share, shareWords)} at d = ${width}`),
    ...(rest.length === 0 ? [] : [`none at d = ${rest.join(', ')}`]),
  ];
  return {
    id: 'unargmaxable-test-sets',
    claim:
      'A bottlenecked sigmoid layer learns weights with which it cannot output label sets that occur in the test data.',
    where: 'abstract',
    figure: `Different test label sets that the layer can never output: ${parts.join('; ')}.`,
    verdict: isProved ? 'borne-out' : isAbsent ? 'not-borne-out' : 'open',
    ...(isProved
      ? {}
      : {
          remark: isAbsent
            ? 'Every trained layer can output every test label set.'
            : 'At no width does the interval lie over 0: more seeds or narrower layers would tell.',
        }),
  };
}
