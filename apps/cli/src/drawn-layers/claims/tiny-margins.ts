import { groupBy } from '../../experiment/group-by.js';
import { intervalOver } from '../../experiment/over-seeds.js';
import type { JudgeDrawn } from './drawn-facts.js';
import { intervalWords } from './interval-words.js';
import { showNumber } from './show-number.js';
import { verdictBelow } from './verdict-of.js';

/** A margin below this share of k^(-1/2), the order of the best there can be, counts as tiny. */
const tiny = 0.01;

/**
 * The 2k + 1 lowest frequencies alone leave tiny margins. Borne out where, at the largest n, the interval over seeds of the
 * median margin lies below a hundredth of k^(-1/2) for all k.
 */
export const tinyMargins: JudgeDrawn = ({ measurements }) => {
  const plain = measurements.filter(
    ({ head, cardinality, k }) => head.kind === 'dft' && head.slackDims === 0 && cardinality === k,
  );
  if (plain.length === 0) return undefined;
  const most = Math.max(...plain.map(({ numLabels }) => numLabels));
  const largest = plain.filter(({ numLabels }) => numLabels === most);
  const byK = [...groupBy(largest, ({ k }) => k)].map(([k, group]) => ({
    k,
    share: intervalOver(group, ({ margin }) => margin.p50 * Math.sqrt(k))!,
  }));
  return {
    id: 'tiny-margins',
    claim:
      'Fixed low frequencies make every k-sparse set argmaxable, but with margins far below k^(-1/2), the order of the best there can be.',
    where: 'theory of margins (Bangachev et al. 2026)',
    figure: `Median margin of DFT layers without slack at n = ${most}, in units of k^(-1/2): ${byK
      .map(({ k, share }) => `${intervalWords(share, showNumber)} for k = ${k}`)
      .join(', ')}.`,
    verdict: verdictBelow(
      byK.map(({ share }) => share),
      tiny,
    ),
  };
};
