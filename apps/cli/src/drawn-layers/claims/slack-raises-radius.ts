import { meanInterval } from '@sbn/report';
import { groupBy } from '../../experiment/group-by.js';
import type { JudgeDrawn } from './drawn-facts.js';
import { intervalWords } from './interval-words.js';
import { showNumber } from './show-number.js';
import { verdictAbove } from './verdict-of.js';

/**
 * Slack columns raise the radius. For each n, k and seed the ratio of the median radii with the most slack and with none,
 * radii below the least counting as the least, which makes it smaller; borne out where the intervals of its logarithm over
 * the seeds lie above 0 for all n and k.
 */
export const slackRaisesRadius: JudgeDrawn = ({ measurements, question: { leastRadius } }) => {
  const layers = measurements.flatMap((measures) =>
    measures.head.kind === 'dft' && measures.cardinality === measures.k
      ? [{ ...measures, slack: measures.head.slackDims }]
      : [],
  );
  const most = Math.max(...layers.map(({ slack }) => slack));
  const pairs = layers.flatMap((plain) => {
    if (plain.slack !== 0 || most <= 0) return [];
    const { numLabels, k, seed } = plain;
    const wide = layers.find(
      (layer) =>
        layer.slack === most && layer.numLabels === numLabels && layer.k === k && layer.seed === seed,
    );
    if (wide === undefined) return [];
    const [from, to] = [plain, wide].map(({ radius }) => Math.log10(Math.max(leastRadius, radius.p50)));
    return [{ numLabels, k, gain: to! - from! }];
  });
  if (pairs.length === 0) return undefined;
  const cells = [...groupBy(pairs, ({ numLabels, k }) => `k = ${k}, n = ${numLabels}`)]
    .map(([name, group]) => ({ name, gain: meanInterval(group.map(({ gain }) => gain)) }))
    .sort((a, b) => a.gain.mean - b.gain.mean);
  const show = ({ name, gain }: (typeof cells)[number]): string =>
    `× ${intervalWords(gain, (value) => showNumber(10 ** value))} at ${name}`;
  return {
    id: 'slack-raises-radius',
    claim: 'A few slack columns make the radius of k-sparse label sets larger.',
    where: 'slack study',
    figure: `Median radius with ${most} slack columns against none: least ${show(cells[0]!)}, most ${show(cells.at(-1)!)}.`,
    verdict: verdictAbove(
      cells.map(({ gain }) => gain),
      0,
    ),
  };
};
