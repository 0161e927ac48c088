import { groupBy } from '../../experiment/group-by.js';
import { intervalOver } from '../../experiment/over-seeds.js';
import type { JudgeDrawn } from './drawn-facts.js';
import { intervalWords } from './interval-words.js';
import { showNumber } from './show-number.js';
import { verdictAbove } from './verdict-of.js';

/** The theory leaves the two constants open; these were chosen before the runs, and the claim is judged with them. */
const [widths, share] = [3, 0.1];

/**
 * A width of the order k ln(n/k) is enough for margins of the order k^(-1/2). Judged by Gaussian layers with a constant
 * column, for each n and k by the narrowest one that is at least 3 k ln(n/k) wide: borne out where the intervals over seeds
 * of its median margin lie above a tenth of k^(-1/2) everywhere.
 */
export const widthForMargins: JudgeDrawn = ({ measurements }) => {
  const wide = measurements.filter(
    ({ head, cardinality, k, numLabels, dim }) =>
      head.kind === 'gaussian' &&
      head.constantColumn &&
      cardinality === k &&
      dim >= widths * k * Math.log(numLabels / k),
  );
  if (wide.length === 0) return undefined;
  const cells = [...groupBy(wide, ({ numLabels, k }) => `${numLabels} ${k}`).values()]
    .map((group) => {
      const narrowest = Math.min(...group.map(({ dim }) => dim));
      const layers = group.filter(({ dim }) => dim === narrowest);
      const { numLabels, k } = layers[0]!;
      return {
        name: `k = ${k}, n = ${numLabels}, width ${narrowest}`,
        margin: intervalOver(layers, ({ margin }) => margin.p50 * Math.sqrt(k))!,
      };
    })
    .sort((a, b) => a.margin.mean - b.margin.mean);
  const show = ({ name, margin }: (typeof cells)[number]): string =>
    `${intervalWords(margin, showNumber)} (${name})`;
  return {
    id: 'width-for-margins',
    claim: 'A width of the order k ln(n/k) is enough for margins of the order k^(-1/2), however large n is.',
    where: 'theory of margins (Bangachev et al. 2026)',
    figure: `Median margin of the narrowest offset Gaussian layers of at least ${widths} k ln(n/k) columns, in units of k^(-1/2): ${[...new Set([cells[0]!, cells.at(-1)!])].map(show).join(' to ')}.`,
    verdict: verdictAbove(
      cells.map(({ margin }) => margin),
      share,
    ),
  };
};
