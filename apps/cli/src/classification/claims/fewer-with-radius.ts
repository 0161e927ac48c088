import { meanInterval, type StudyClaim } from '@sbn/report';
import { argmaxableShare, epsilonArgmaxableShare } from './argmaxable-shares.js';
import { intervalWords, openRemark, shareWords, verdictOver } from './interval-words.js';
import type { JudgedExperiment } from './judged-experiment.js';

/**
 * "Fewer label sets are epsilon-argmaxable than argmaxable." Judged by the share of argmaxable minus that of
 * epsilon-argmaxable sets, the mean over the widths of the bottlenecks, seed by seed: borne out where its interval lies
 * over 0, not borne out where it is 0 in all seeds, else open.
 */
export function fewerWithRadius({ bottlenecks }: JudgedExperiment): StudyClaim | undefined {
  const seeds = [...new Set(bottlenecks.flatMap(({ runs }) => runs.map(({ seed }) => seed)))];
  const gaps = seeds.flatMap((seed) => {
    const ofSeed = bottlenecks.flatMap(({ runs }) => {
      const { detection } = runs.find((run) => run.seed === seed) ?? {};
      const withRadius = detection === undefined ? undefined : epsilonArgmaxableShare(detection);
      return detection === undefined || withRadius === undefined
        ? []
        : [argmaxableShare(detection) - withRadius];
    });
    return ofSeed.length === 0 ? [] : [ofSeed.reduce((sum, gap) => sum + gap, 0) / ofSeed.length];
  });
  if (gaps.length === 0) return undefined;
  const gap = meanInterval(gaps);
  const verdict = verdictOver(gap, 0);
  return {
    id: 'fewer-with-radius',
    claim:
      'Fewer label sets are ε-argmaxable than argmaxable: some can be output in a small region of inputs only.',
    where: 'experiments',
    figure: `${intervalWords(gap, shareWords)} of the test label sets are argmaxable and not ε-argmaxable, the mean over the widths.`,
    verdict,
    ...(verdict === 'open' ? { remark: openRemark(gap, '0') } : {}),
  };
}
