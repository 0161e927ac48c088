import { groupBy } from '../../experiment/group-by.js';
import { intervalOver } from '../../experiment/over-seeds.js';
import { type DrawnMeasurement, logInterval } from '../drawn-summary.js';
import type { JudgeDrawn } from './drawn-facts.js';
import { intervalWords } from './interval-words.js';
import { showNumber } from './show-number.js';
import { verdictBelow } from './verdict-of.js';

/**
 * Without slack the radius falls with n. For each k and seed the exponent e of a fit radius ~ n^e by least squares to the
 * logarithms of the median radii, radii below the least counting as the least, which flattens the fit; borne out where the
 * intervals of e over the seeds lie below 0 for all k.
 */
export const radiusFalls: JudgeDrawn = ({ measurements, question: { leastRadius } }) => {
  const plain = measurements.filter(
    ({ head, cardinality, k }) => head.kind === 'dft' && head.slackDims === 0 && cardinality === k,
  );
  const sizes = [...new Set(plain.map(({ numLabels }) => numLabels))].sort((a, b) => a - b);
  if (sizes.length < 2) return undefined;
  const median = ({ radius }: DrawnMeasurement): number => Math.max(leastRadius, radius.p50);
  const byK = [...groupBy(plain, ({ k }) => k)].map(([k, group]) => ({
    k,
    exponent: intervalOver([...groupBy(group, ({ seed }) => seed).values()], (ofSeed) =>
      slope(ofSeed.map((each) => [Math.log(each.numLabels), Math.log(median(each))])),
    )!,
    ends: [sizes[0]!, sizes.at(-1)!].map((size) =>
      logInterval(group.filter(({ numLabels }) => numLabels === size).map(median)),
    ),
  }));
  return {
    id: 'radius-falls',
    claim: 'Without slack columns the radius of k-sparse label sets shrinks as the number of labels n grows.',
    where: 'slack study',
    figure: `Median radius in the box, fitted by n^e: ${byK
      .map(
        ({ k, exponent, ends }) =>
          `k = ${k}: e = ${intervalWords(exponent, (value) => value.toFixed(2))}, ` +
          `from ${showNumber(ends[0]!.mean)} at n = ${sizes[0]} to ${showNumber(ends[1]!.mean)} at n = ${sizes.at(-1)}`,
      )
      .join('; ')}.`,
    verdict: verdictBelow(
      byK.map(({ exponent }) => exponent),
      0,
    ),
  };
};

/** Of the line through the points that has the least squares. */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (pick: (point: readonly [number, number]) => number): number =>
    points.reduce((sum, point) => sum + pick(point), 0) / points.length;
  const [mx, my] = [mean(([x]) => x), mean(([, y]) => y)];
  return mean(([x, y]) => (x - mx) * (y - my)) / mean(([x]) => (x - mx) ** 2);
}
