import type { StudyChart, StudyInterval, StudyPoint, StudyTable, StudyWord } from '@sbn/report';
import { classHeadWords } from '../class-heads/class-head-words.js';
import { chartParts } from '../experiment/chart-parts.js';
import { groupBy } from '../experiment/group-by.js';
import type { StudyContent } from '../experiment/study-content.js';
import type { SyntheticConfig, TruthConfig } from './synthetic-config.js';
import type { SyntheticSummary } from './synthetic-summary.js';
import { syntheticFindings, syntheticOutcomeWords } from './synthetic-words.js';

/** A number of the summary that the report draws over the width. */
type Measure = 'divergence' | 'matchedModes' | 'numericalRank' | 'energyRank' | 'unargmaxable';

/** What the report of a synthetic experiment shows of its summary. */
export function syntheticStudy(
  summary: SyntheticSummary,
  /** Of the experiment, or of one run. */
  { truth }: Partial<SyntheticConfig>,
): StudyContent {
  return {
    setting: [
      ...(truth === undefined ? [] : [truthWords(truth)]),
      'Every head reads a learned vector of width d for each context, and is fitted by the exact expected cross entropy.',
    ],
    outcome: syntheticOutcomeWords(summary),
    findings: syntheticFindings(summary),
    charts: syntheticCharts(summary, truth),
    tables: [table(summary)],
    glossary,
  };
}

function truthWords(truth: TruthConfig): string {
  const size = `The truth is a distribution of ${truth.classes} classes for each of ${truth.contexts} contexts`;
  if (truth.kind === 'dirichlet') {
    return `${size}, drawn from a Dirichlet distribution with concentration ${truth.concentration}: full rank.`;
  }
  const skew = truth.skew === 0 ? '' : `, with few frequent and many rare classes (skew ${truth.skew})`;
  return `${size}: the softmax of a random matrix of rank ${truth.rank} at temperature ${truth.temperature}${skew}.`;
}

function syntheticCharts(summary: SyntheticSummary, truth: TruthConfig | undefined): StudyChart[] {
  const width = { title: 'width d of the context vectors', scale: 'log' as const };
  const charts: (Omit<StudyChart, 'series' | 'x'> & { readonly measure: Measure })[] = [
    {
      id: 'divergence',
      measure: 'divergence',
      title: 'Distance from the truth',
      description:
        'Cross entropy less the entropy of the truth, in nats (the Kullback-Leibler divergence): 0 is the truth itself.',
      y: { title: 'KL(truth, model), nats', scale: 'log' },
    },
    {
      id: 'matched-modes',
      measure: 'matchedModes',
      title: 'Matched modes',
      description: 'Contexts whose likeliest class in the model is the likeliest in truth.',
      y: { title: 'matched modes', format: 'percent' },
    },
    {
      id: 'numerical-rank',
      measure: 'numericalRank',
      title: 'Rank of the log probabilities',
      description:
        'Singular values of the matrix log Q [contexts, classes] that are more than rounding errors. A softmax over d numbers has at most d + 2.',
      y: { title: 'numerical rank', scale: 'log' },
      ...(truth?.kind === 'low-rank' ? { references: [{ y: truth.rank, name: 'logits of the truth' }] } : {}),
    },
    {
      id: 'energy-rank',
      measure: 'energyRank',
      title: 'Rank without the noise',
      description: `Singular values that hold all but ${summary.energyLoss ?? 'a small share'} of the energy of log Q: the numerical rank counts directions that hardly matter.`,
      y: { title: 'energy rank', scale: 'log' },
    },
    {
      id: 'unargmaxable',
      measure: 'unargmaxable',
      title: 'Classes that can never win',
      description:
        'Share of the classes that are the likeliest for no vector whatever, proved by a certificate for each. Mixtures have no linear layer to ask about, nor has a learned sigsoftmax that is no longer increasing.',
      y: { title: 'unargmaxable classes', format: 'percent' },
    },
  ];
  return charts.flatMap(({ measure, ...chart }) =>
    chartParts({ ...chart, x: width, series: seriesOf(summary, measure, chart.y.scale === 'log') }),
  );
}

function seriesOf({ heads }: SyntheticSummary, measure: Measure, isLog: boolean): StudyChart['series'] {
  return [...groupBy(heads, ({ series }) => series)].flatMap(([name, group]) => {
    const points = group.flatMap((head): StudyPoint[] => {
      const interval = head[measure];
      // A logarithmic axis has no 0.
      if (interval === null || (isLog && interval.mean <= 0)) return [];
      return [{ x: head.dim, ...pointOf(interval, measure, isLog) }];
    });
    return points.length === 0 ? [] : [{ name, points }];
  });
}

/** A share has no interval outside of 0 to 1, and a logarithmic axis none that reaches down to 0. */
function pointOf(interval: StudyInterval, measure: Measure, isLog: boolean): Omit<StudyPoint, 'x'> {
  const { mean: y, low, high } = interval;
  if (low === undefined || high === undefined || (isLog && low <= 0)) return { y };
  const isShare = measure === 'matchedModes' || measure === 'unargmaxable';
  return isShare ? { y, low: Math.max(0, low), high: Math.min(1, high) } : { y, low, high };
}

function table({ heads, energyLoss }: SyntheticSummary): StudyTable {
  return {
    id: 'heads',
    title: 'All heads at all widths',
    description:
      'Means over the seeds with 95% intervals. The best of each width is marked; heads are compared with heads of the same width.',
    rowTitle: 'Head',
    columns: [
      { key: 'numParams', title: 'Head parameters', format: 'count' },
      { key: 'crossEntropy', title: 'Cross entropy', unit: 'nats', better: 'lower', format: { decimals: 4 } },
      { key: 'divergence', title: 'KL', unit: 'nats', better: 'lower', format: { decimals: 4 } },
      { key: 'matchedModes', title: 'Matched modes', better: 'higher', format: 'percent' },
      { key: 'numericalRank', title: 'Rank', format: 'count' },
      { key: 'energyRank', title: `Rank of ${1 - (energyLoss ?? 0)} of the energy`, format: 'count' },
      { key: 'unargmaxable', title: 'Can never win', better: 'lower', format: 'percent' },
      { key: 'undecided', title: 'Undecided', format: 'percent' },
      { key: 'seconds', title: 'Fit', format: 'seconds' },
    ],
    rows: [...new Set(heads.map(({ dim }) => dim))].flatMap((dim) =>
      heads
        .filter((head) => head.dim === dim)
        .map((head) => {
          const { numParams, crossEntropy, divergence, matchedModes, numericalRank, energyRank } = head;
          const { unargmaxable, undecided, seconds } = head;
          return {
            label: head.series,
            group: `d = ${dim}`,
            values: {
              numParams,
              crossEntropy,
              divergence,
              matchedModes,
              numericalRank,
              energyRank,
              unargmaxable,
              undecided,
              seconds: seconds?.mean ?? null,
            },
          };
        }),
    ),
  };
}

const glossary: readonly StudyWord[] = [
  {
    word: 'softmax bottleneck',
    meaning:
      'A softmax over d numbers can only make matrices of log probabilities of rank d + 1 or less (d + 2 with a bias); a truth of higher rank is out of its reach.',
  },
  ...classHeadWords,
  {
    word: 'unargmaxable',
    meaning: 'A class that has the highest probability for no context vector at all.',
  },
];
