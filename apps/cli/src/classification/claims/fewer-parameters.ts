import { meanInterval, type StudyClaim, type StudyInterval } from '@sbn/report';
import { type HeadPair, headPairs, parameterSaving, sameSeeds } from './head-pairs.js';
import { differenceWords, intervalWords, shareWords } from './interval-words.js';
import type { JudgedExperiment } from './judged-experiment.js';

/** How much less of the metric still counts as a match. */
export const matchTolerance = 0.005;

/** The metric of a DFT layer minus that of the bottleneck beside it, seed by seed; undefined where none was measured. */
export function pairedDifference(pair: HeadPair): StudyInterval | undefined {
  const differences = sameSeeds(pair).flatMap(([dft, bottleneck]) =>
    dft.metric === undefined || bottleneck.metric === undefined ? [] : [dft.metric - bottleneck.metric],
  );
  return differences.length === 0 ? undefined : meanInterval(differences);
}

/**
 * "A DFT layer matches the metric with up to 50% fewer parameters." Of the pairs (slack s, d = 2s) in which the DFT layer is
 * the smaller one, a pair is matched where the interval of the paired difference does not lie wholly below
 * -{@link matchTolerance}. Borne out where all are matched, not borne out where none is, else open.
 */
export function fewerParameters(experiment: JudgedExperiment): StudyClaim | undefined {
  const pairs = headPairs(experiment).flatMap((pair) => {
    const [difference, saving] = [pairedDifference(pair), parameterSaving(pair)];
    return difference === undefined || saving <= 0 ? [] : [{ pair, difference, saving }];
  });
  if (pairs.length === 0) return undefined;
  const isKnown = pairs.every(({ difference }) => difference.high !== undefined);
  const matched = pairs.filter(({ difference: { high = -1 } }) => high >= -matchTolerance);
  const most = matched.reduce((best, { saving }) => Math.max(best, saving), 0);
  const isOpen = !isKnown || (matched.length > 0 && matched.length < pairs.length);
  return {
    id: 'fewer-parameters',
    claim: `A DFT layer matches the ${experiment.metricTitle} of a bottlenecked layer with up to 50% fewer parameters in the head.`,
    where: 'abstract',
    figure: `${matched.length === 0 ? '' : `Matched with up to ${shareWords(most)} fewer. `}Differences in ${experiment.metricTitle}: ${pairs
      .map(
        ({ pair, difference, saving }) =>
          `${intervalWords(difference, differenceWords)} for slack ${pair.dft.width} against d = ${pair.bottleneck.width}, ${shareWords(saving)} fewer`,
      )
      .join('; ')}.`,
    verdict: isOpen ? 'open' : matched.length === 0 ? 'not-borne-out' : 'borne-out',
    remark: isKnown
      ? `Matched is: the interval does not lie wholly below −${matchTolerance}.`
      : 'One seed has no interval: run more.',
  };
}
