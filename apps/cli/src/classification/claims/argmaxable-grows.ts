import { meanInterval, type StudyClaim } from '@sbn/report';
import { argmaxableShare } from './argmaxable-shares.js';
import { intervalWords, openRemark, shareWords, verdictOver } from './interval-words.js';
import type { JudgedExperiment, JudgedHead } from './judged-experiment.js';

/**
 * "The wider the bottleneck, the more label sets it can output." Judged by the share at the widest minus the share at the
 * narrowest width, seed by seed: borne out where its interval lies over 0 and no width has a smaller mean than the one
 * before it; not borne out where it lies at or below 0; else open.
 */
export function argmaxableGrows({ bottlenecks }: JudgedExperiment): StudyClaim | undefined {
  const widths = bottlenecks
    .map(({ width, runs }) => ({ width, shares: sharesOf(runs) }))
    .filter(({ shares }) => shares.size > 0);
  const [first, last] = [widths[0], widths.at(-1)];
  if (first === undefined || last === undefined || first === last) return undefined;
  const gains = [...last.shares].flatMap(([seed, share]) => {
    const before = first.shares.get(seed);
    return before === undefined ? [] : [share - before];
  });
  if (gains.length === 0) return undefined;
  const gain = meanInterval(gains);
  const means = widths.map(({ shares }) => meanInterval([...shares.values()]));
  const falls = means.some(({ mean }, i) => i > 0 && mean < means[i - 1]!.mean);
  const isFull = first.shares.size > 0 && [...first.shares.values()].every((share) => share === 1);
  const overall = verdictOver(gain, 0);
  const verdict = isFull || (falls && overall === 'borne-out') ? 'open' : overall;
  const remark = isFull
    ? 'The narrowest layer can output all of them already: narrower ones would tell.'
    : falls
      ? 'At some width the share is smaller than at the one before it.'
      : openRemark(gain, '0');
  return {
    id: 'argmaxable-grows',
    claim: 'The wider the bottleneck, the more of the test label sets it can output.',
    where: 'experiments',
    figure: `${widths.map(({ width }, i) => `${intervalWords(means[i]!, shareWords)} at d = ${width}`).join('; ')}.`,
    verdict,
    ...(verdict === 'open' ? { remark } : {}),
  };
}

function sharesOf(runs: JudgedHead['runs']): Map<number, number> {
  return new Map(
    runs.flatMap(({ seed, detection }) =>
      detection === undefined ? [] : [[seed, argmaxableShare(detection)] as const],
    ),
  );
}
