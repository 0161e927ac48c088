import { meanInterval } from '../study/mean-interval.js';
import type { StudyPoint, StudyReportData, StudySeries } from '../study-report-data.js';
import { randomNumbers } from './random-numbers.js';

/** What the sample study covers. */
export interface SampleStudyOptions {
  readonly numSeeds?: number;
  readonly numHeads?: number;
}

const heads = [
  'softmax',
  'sigsoftmax',
  'PLIF',
  'MoS-2',
  'MoS-5',
  'MoS-15',
  'MoSS-5',
  'relu softmax',
  'sigmoid softmax',
  'sigsoftmax, learned centre and slope',
  'PLIF of 100,000 knots on the interval from −20 to 20, slopes by softplus',
  'softmax, rows of length 1',
];

/**
 * A study that looks like the real ones (heads over the width of the context, a table of a language model), made up from
 * smooth curves and seeded noise. For tests and for looking at the report; nothing in it was measured.
 */
export function sampleStudyData({ numSeeds = 5, numHeads = 8 }: SampleStudyOptions = {}): StudyReportData {
  const random = randomNumbers(17);
  const noise = (size: number): number => size * (random() + random() + random() - 1.5);
  const names = heads.slice(0, numHeads);
  const widths = [2, 3, 4, 6, 8, 12, 16, 24, 32];
  const over = (curve: (d: number, head: number) => number, size: number): StudySeries[] =>
    names.map((name, head) => ({
      name,
      dashed: name.startsWith('MoS'),
      points: widths.map((d): StudyPoint => {
        // A run that diverged leaves a hole.
        if (head === 3 && d === 8) return { x: d, y: null };
        const values = Array.from({ length: numSeeds }, () => curve(d, head) + noise(size));
        const { mean, low, high } = meanInterval(values);
        return { x: d, y: mean, low, high };
      }),
    }));
  const share = (value: number): number => Math.min(1, Math.max(0, value));
  return {
    title: 'What does the head add to a narrow context?',
    createdAt: '2025-03-01T12:34:56Z',
    description:
      'A distribution over 1,000 classes of rank 30 is learned from contexts of d numbers, with d below and above that rank. Which heads get near its entropy, and from which d on?',
    expectation:
      'Below the rank, mixtures come first, then sigsoftmax, PLIF and softmax, in this order.\n\nFrom d = 30 on there is no difference between them.',
    outcome:
      'The order was as expected up to d = 12. Beyond, the heads lie within the intervals of each other, except sigmoid softmax, which stays behind.',
    claims: [
      {
        id: 'mixtures-first',
        claim: 'Below the rank of the truth, a mixture comes nearer to it than any single softmax.',
        where: 'abstract',
        figure: 'At d = 4, MoS-15 is 0.73 nats nearer than softmax (0.69 to 0.77 over 5 seeds).',
        verdict: 'borne-out',
        command: 'npx sbn experiment experiments/synthetic.yaml --set heads[0].dim=[2,4,8]',
      },
      {
        id: 'no-cost',
        claim: 'The other heads cost no more time than softmax.',
        where: 'section 5.2',
        figure: 'PLIF takes 1.04 times as long for a step (1.02 to 1.06).',
        verdict: 'not-borne-out',
        remark: 'The interval lies above 1.',
        group: 'WikiText-2',
      },
      {
        id: 'better-perplexity',
        claim: 'A language model with PLIF has a lower perplexity on the test split.',
        where: 'table 3',
        figure: 'The difference is −0.4 (−1.1 to 0.3).',
        verdict: 'open',
        remark: 'The interval holds 0: more seeds would tell.',
        group: 'WikiText-2',
      },
    ],
    findings: [
      {
        sentence: 'At d = 4, MoS-15 comes within 0.21 nats of the entropy; softmax stays 0.94 above it.',
        figure: { value: '0.21 nats', label: 'above the entropy: MoS-15 at d = 4' },
      },
      'From d = 24 on the intervals of all heads but one overlap.',
      {
        sentence: 'PLIF costs 4% more time for a step than softmax.',
        figure: { value: '1.04×', label: 'time of a step, PLIF against softmax' },
      },
    ],
    charts: [
      {
        id: 'cross-entropy',
        title: 'Cross entropy over the width of the context',
        description: 'Lower is better; no head can be below the entropy of the true distribution.',
        section: 'How near do they get?',
        claims: ['mixtures-first'],
        x: { title: 'Context width d', scale: 'log' },
        y: { title: 'Cross entropy on the test split, nats' },
        series: over((d, head) => 3.1 + 2.4 * Math.exp(-d / (5.5 - 0.35 * head)) + 0.01 * head, 0.04),
        references: [{ y: 3.06, name: 'entropy of the truth' }],
      },
      {
        id: 'matched-modes',
        title: 'Matched modes',
        description: 'Share of contexts whose most probable class is the right one.',
        section: 'How near do they get?',
        x: { title: 'Context width d', scale: 'log' },
        y: { title: 'Matched modes', format: 'percent' },
        series: over(
          (d, head) => share(0.97 - 0.6 * Math.exp(-d / (7 - 0.4 * head)) - 0.002 * head),
          0.01,
        ).slice(0, 3),
      },
      {
        id: 'validation-perplexity',
        title: 'Validation perplexity while training',
        description: 'One seed.',
        section: 'And in a language model?',
        x: { title: 'Step' },
        y: { title: 'Perplexity', scale: 'log' },
        series: names.slice(0, 2).map((name, head) => ({
          name,
          points: Array.from({ length: 60 }, (_, i) => ({
            x: 500 * (i + 1),
            y: 60 - head + 900 * Math.exp(-(i + 1) / 7) + Math.abs(noise(1)),
          })),
        })),
      },
    ],
    tables: [
      {
        id: 'language-model',
        title: 'A small language model',
        description: 'WikiText-2, 200 units.',
        section: 'And in a language model?',
        claims: ['no-cost', 'better-perplexity'],
        columns: [
          { key: 'numParams', title: 'Parameters', format: 'count' },
          { key: 'seconds', title: 'Time per epoch', format: 'seconds', better: 'lower' },
          {
            key: 'validPerplexity',
            title: 'Validation perplexity',
            better: 'lower',
            format: { decimals: 2 },
          },
          { key: 'testPerplexity', title: 'Test perplexity', better: 'lower', format: { decimals: 2 } },
          { key: 'rank', title: 'Rank of log P', better: 'higher', format: 'count' },
          { key: 'error', title: 'Calibration error', better: 'lower', format: 'percent' },
          { key: 'remark', title: 'Remark' },
        ],
        rows: ['WikiText-2', 'Tiny Shakespeare'].flatMap((group, at) =>
          names.map((label, head) => {
            const perplexity = (offset: number) =>
              meanInterval(
                Array.from(
                  { length: head === 1 ? Math.max(1, numSeeds - 2) : numSeeds },
                  () => 64.6 - head * 0.4 + 40 * at + offset + noise(0.5),
                ),
              );
            return {
              label,
              group,
              values: {
                numParams: 6_655_600 + 110_000 * head,
                seconds: meanInterval(Array.from({ length: numSeeds }, () => 72 + 9 * head + noise(2))),
                validPerplexity: perplexity(3),
                testPerplexity: perplexity(0),
                rank: head === 5 ? { atLeast: 5000 } : 402 + 370 * head,
                error: head === 2 ? null : 0.02 + 0.003 * head,
                remark: head === 7 ? 'one seed diverged in its second epoch and was left out here' : '',
              },
            };
          }),
        ),
      },
    ],
    config: `task: synthetic\nrank: 30\nclasses: 1000\nwidths: [${widths.join(', ')}]\nheads: [${names.join('; ')}]\n`,
    reproduce: [
      { command: 'npx sbn experiment experiments/synthetic.yaml', note: 'Everything in this report.' },
    ],
    environment: { 'SBN version': '0.1.0', Node: 'v20.20.2', backend: 'wasm' },
    notes: ['Made-up numbers: a sample that shows what a report looks like.'],
    glossary: [
      { word: 'Context width d', meaning: 'How many numbers the head sees.' },
      { word: 'Mode', meaning: 'The most probable class of a context.' },
    ],
  };
}
