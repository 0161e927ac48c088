import { meanInterval, type StudyClaim } from '@sbn/report';
import { differenceWords, intervalWords, openRemark, verdictOver } from './interval-words.js';
import type { JudgedExperiment, JudgedHead } from './judged-experiment.js';

/**
 * "A DFT layer is more parameter-efficient." For every DFT layer whose number of parameters lies between those of the
 * narrowest and the widest bottleneck, and every seed: its metric minus that of a bottleneck of equally many parameters,
 * read off the bottlenecks' line over the logarithm of their parameters. The mean over the DFT layers gives one
 * difference for each seed. Borne out where its interval lies over 0, not borne out where it lies at or below 0, else open.
 */
export function betterAtEqualSize(experiment: JudgedExperiment): StudyClaim | undefined {
  const { dfts, bottlenecks, metricTitle } = experiment;
  const seeds = [...new Set(dfts.flatMap(({ runs }) => runs.map(({ seed }) => seed)))];
  const compared = new Set<JudgedHead>();
  const differences = seeds.flatMap((seed) => {
    const ofSeed = dfts.flatMap((dft) => {
      const own = metricOf(dft, seed);
      const other = metricAtSize(bottlenecks, dft.numParams, seed);
      if (own === undefined || other === undefined) return [];
      compared.add(dft);
      return [own - other];
    });
    return ofSeed.length === 0 ? [] : [ofSeed.reduce((sum, value) => sum + value, 0) / ofSeed.length];
  });
  if (differences.length === 0) return undefined;
  const difference = meanInterval(differences);
  const verdict = verdictOver(difference, 0);
  return {
    id: 'better-at-equal-size',
    claim: `With equally many parameters, a DFT layer has a higher ${metricTitle} than a bottlenecked layer.`,
    where: 'abstract',
    figure: `${intervalWords(difference, differenceWords)} ${metricTitle}, the mean over ${compared.size} ${compared.size === 1 ? 'DFT layer' : 'DFT layers'}.`,
    verdict,
    ...(verdict === 'open' ? { remark: openRemark(difference, '0') } : {}),
  };
}

function metricOf({ runs }: JudgedHead, seed: number): number | undefined {
  return runs.find((run) => run.seed === seed)?.metric;
}

/** The metric that a bottleneck of so many parameters would have; undefined outside of the widths that were trained. */
function metricAtSize(heads: readonly JudgedHead[], numParams: number, seed: number): number | undefined {
  const points = heads.flatMap((head) => {
    const metric = metricOf(head, seed);
    return metric === undefined ? [] : [{ x: Math.log(head.numParams), y: metric }];
  });
  const x = Math.log(numParams);
  const at = points.findIndex((point) => point.x >= x);
  const [before, after] = [points[at - 1], points[at]];
  if (after?.x === x) return after.y;
  if (before === undefined || after === undefined) return undefined;
  return before.y + ((x - before.x) / (after.x - before.x)) * (after.y - before.y);
}
