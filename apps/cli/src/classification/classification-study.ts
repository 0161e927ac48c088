import {
  meanInterval,
  type StudyChart,
  type StudyInterval,
  type StudyPoint,
  type StudySeries,
  type StudyTable,
  type StudyWord,
} from '@sbn/report';
import type { BoxSummary } from '../detection/box-summary.js';
import type { DetectionRecord } from '../detection/detection-record.js';
import { chartParts } from '../experiment/chart-parts.js';
import { groupBy } from '../experiment/group-by.js';
import { byHead, intervalOver } from '../experiment/over-seeds.js';
import type { StudyContent } from '../experiment/study-content.js';
import type { TaskStudyOptions } from '../experiment/task.js';
import { formatInteger } from '../terminal/format-number.js';
import { metricTitle } from '../terminal/metric-title.js';
import { chosenMetric } from './chosen-metric.js';
import { argmaxableShare, epsilonArgmaxableShare } from './claims/argmaxable-shares.js';
import { pairedDifference } from './claims/fewer-parameters.js';
import { headPairs, parameterSaving } from './claims/head-pairs.js';
import { judgeClaims } from './claims/judge-claims.js';
import { type JudgedExperiment, judgedExperiment, learnedWidth } from './claims/judged-experiment.js';
import { timeRatios } from './claims/trains-faster.js';
import type { ClassificationConfig } from './classification-config.js';
import { trainingSchema } from './config/training.js';
import type { ClassificationOutcome, DatasetRecord } from './run-records.js';

/** A head with its runs, as charts and tables show it. */
interface StudiedHead {
  readonly name: string;
  /** The name without the width: one line of a chart. */
  readonly family: string;
  readonly width: number | undefined;
  readonly outcomes: readonly ClassificationOutcome[];
}

/**
 * The figures of the paper from the runs of one experiment: metrics against trainable parameters, what can be output
 * against the learned width, label cardinality, radii, time of training; and which claims the runs bear out.
 *
 * @param dataset counts of the data, where they were recorded
 */
export function classificationStudy(
  { config, outcomes }: TaskStudyOptions<ClassificationConfig, ClassificationOutcome>,
  dataset: DatasetRecord | undefined,
): StudyContent {
  const metric = chosenMetric(config.report?.metric, outcomes);
  const { monitor } = config.training ?? trainingSchema.parse({});
  const heads = byHead(outcomes).map((group): StudiedHead => {
    const { run } = group[0]!;
    return {
      name: run.headName,
      family: run.headName.replace(/ (?:d|slack)=\d+$/, ''),
      width: learnedWidth(run.head),
      outcomes: group,
    };
  });
  const experiment = judgedExperiment({ outcomes, metric, monitor });
  const claims = judgeClaims(experiment);
  const judged = (...ids: string[]): { readonly claims?: readonly string[] } => {
    const found = ids.filter((id) => claims.some((claim) => claim.id === id));
    return found.length === 0 ? {} : { claims: found };
  };
  const measures = measuresOf(metric, outcomes);
  return {
    claims,
    charts: [
      ...measures.flatMap((measure, i) =>
        metricChart(heads, measure, i === 0 ? judged('better-at-equal-size', 'fewer-parameters') : {}),
      ),
      ...widthCharts(heads, judged),
      ...cardinalityChart(dataset),
    ],
    tables: [
      headTable(heads),
      measureTable(heads, measures),
      ...pairTable(experiment, judged('fewer-parameters', 'trains-faster')),
      ...cutOffTable(heads, config.evaluation?.ks ?? []),
      ...radiusTable(heads),
    ],
    glossary,
    setting: settingOf(dataset),
    outcome: undefined,
  };
}

function settingOf(dataset: DatasetRecord | undefined): string[] {
  if (dataset === undefined) return [];
  const { numLabels, provenance } = dataset;
  const [train, test] = [provenance.counts.train, provenance.counts.test].map(formatInteger);
  return [`${train} examples to train on and ${test} to test on, ${formatInteger(numLabels)} labels.`];
}

/** The metrics of the paper, at the k of the chosen one; those that were measured. */
function measuresOf(metric: string, outcomes: readonly ClassificationOutcome[]): string[] {
  const measured = outcomes.find(({ evaluation }) => evaluation !== undefined)?.evaluation?.metrics ?? {};
  const k = /At(\d+)$/.exec(metric)?.[1];
  const atK =
    k === undefined ? [] : ['f1At', 'ndcgAt', 'precisionAt', 'recallAt'].map((name) => `${name}${k}`);
  return [...new Set([metric, ...atK, 'microF1', 'macroF1', 'exactAccuracy'])].filter(
    (key) => key in measured,
  );
}

function metricOver({ outcomes }: StudiedHead, metric: string): StudyInterval | null {
  return intervalOver(outcomes, ({ evaluation }) => evaluation?.metrics[metric]);
}

function metricChart(
  heads: readonly StudiedHead[],
  metric: string,
  claims: { readonly claims?: readonly string[] },
): StudyChart[] {
  return chartParts({
    id: `${kebab(metric)}-against-parameters`,
    title: `${sentenceCase(metricTitle(metric))} against trainable parameters`,
    description:
      'On the test split; parameters of the head, biases included. Higher and further left is better.',
    ...claims,
    x: { title: 'trainable parameters of the head', scale: 'log' },
    y: { title: metricTitle(metric) },
    series: seriesOf(heads, (head) => {
      const interval = metricOver(head, metric);
      return interval === null ? undefined : { x: head.outcomes[0]!.training.head.numParams, interval };
    }),
  });
}

/** What can be output, as the paper decides it, against d of a bottleneck and the slack of a DFT layer. */
function widthCharts(
  heads: readonly StudiedHead[],
  judged: (...ids: string[]) => { readonly claims?: readonly string[] },
): StudyChart[] {
  const shares = [
    {
      id: 'argmaxable',
      title: 'Argmaxable test label sets against learned width',
      description:
        'Share of the different test label sets that the layer outputs for some input. The width is d of a bottleneck and the number of slack columns of a DFT layer, whose other columns are fixed.',
      claims: judged('unargmaxable-test-sets', 'k-guarantee', 'decided-test-sets', 'argmaxable-grows'),
      shareOf: argmaxableShare,
    },
    {
      id: 'epsilon-argmaxable',
      title: 'ε-argmaxable test label sets against learned width',
      description: boxWords(heads),
      claims: judged('fewer-with-radius'),
      shareOf: epsilonArgmaxableShare,
    },
  ];
  return shares.flatMap(({ claims, shareOf, ...chart }) =>
    chartParts({
      ...chart,
      ...claims,
      x: { title: 'learned width: d, or slack' },
      y: { title: 'share of the label sets', format: 'percent' },
      series: seriesOf(heads, (head) => {
        const interval = intervalOver(head.outcomes, ({ detection }) => detection && shareOf(detection));
        return interval === null || head.width === undefined
          ? undefined
          : { x: head.width, interval: insideShares(interval) };
      }),
    }),
  );
}

function boxWords(heads: readonly StudiedHead[]): string {
  const box = heads.flatMap(boxesOf)[0];
  return box === undefined
    ? ''
    : `Share of the different test label sets that some ball of inputs outputs, of a radius over ${box.epsilon} and with its center in |x| ≤ ${box.box.toLocaleString('en')}.`;
}

function boxesOf({ outcomes }: StudiedHead): BoxSummary[] {
  return outcomes.flatMap(({ detection }) => detection?.inBox ?? []);
}

/** How many examples have so many labels. */
function cardinalityChart(dataset: DatasetRecord | undefined): StudyChart[] {
  const splits = dataset?.description?.splits;
  if (splits === undefined) return [];
  const series = (['train', 'test'] as const).flatMap((name): StudySeries[] => {
    const { numExamples, cardinalityHistogram } = splits[name];
    const points = cardinalityHistogram.map((count, x) => ({ x, y: count / numExamples }));
    return numExamples === 0 ? [] : [{ name: `${name} split`, points }];
  });
  return chartParts({
    id: 'label-cardinality',
    title: 'Label cardinality',
    description: 'Share of the examples that carry so many labels.',
    x: { title: 'labels of an example' },
    y: { title: 'share of the examples', format: 'percent' },
    series,
  });
}

/** What each head costs and what it can output. */
function headTable(heads: readonly StudiedHead[]): StudyTable {
  return {
    id: 'heads',
    title: 'All heads',
    description: 'Epochs are those up to the best one, and the time is that of the whole training.',
    columns: [
      { key: 'head', title: 'Parameters of the head', format: 'count' },
      { key: 'model', title: 'Of the model', format: 'count' },
      { key: 'argmaxable', title: 'Argmaxable', better: 'higher', format: 'percent' },
      { key: 'epsilon', title: 'ε-argmaxable', better: 'higher', format: 'percent' },
      { key: 'epochs', title: 'Best epoch', format: { decimals: 1 } },
      { key: 'seconds', title: 'Training', better: 'lower', format: 'seconds' },
    ],
    rows: heads.map(({ name, outcomes }) => {
      const { training } = outcomes[0]!;
      const share = (of: (detection: DetectionRecord) => number | undefined): StudyInterval | null => {
        const interval = intervalOver(outcomes, ({ detection }) => detection && of(detection));
        return interval === null ? null : insideShares(interval);
      };
      return {
        label: name,
        values: {
          head: training.head.numParams,
          model: training.numParams,
          argmaxable: share(argmaxableShare),
          epsilon: share(epsilonArgmaxableShare),
          epochs: intervalOver(outcomes, ({ training: { result } }) =>
            result.best === null ? undefined : result.best.epoch + 1,
          ),
          seconds: intervalOver(outcomes, ({ training: { seconds } }) => seconds),
        },
      };
    }),
  };
}

function measureTable(heads: readonly StudiedHead[], measures: readonly string[]): StudyTable {
  return {
    id: 'measures',
    title: 'What they come to on the test split',
    columns: measures.map((key) => ({
      key,
      title: sentenceCase(metricTitle(key)),
      better: 'higher',
      format: { decimals: 4 },
    })),
    rows: heads.map((head) => ({
      label: head.name,
      values: Object.fromEntries(measures.map((key) => [key, metricOver(head, key)])),
    })),
  };
}

/** DFT layers beside the bottlenecks of twice their slack. */
function pairTable(
  experiment: JudgedExperiment,
  claims: { readonly claims?: readonly string[] },
): StudyTable[] {
  const pairs = headPairs(experiment);
  if (pairs.length === 0) return [];
  return [
    {
      id: 'pairs',
      title: 'DFT layers beside bottlenecks of twice their slack',
      description:
        'Differences and ratios are those of runs with the same seed. Updates and time are those to the best validation metric of the bottleneck, as a share of its own.',
      ...claims,
      columns: [
        { key: 'bottleneck', title: 'Bottleneck' },
        { key: 'saving', title: 'Fewer parameters', better: 'higher', format: 'percent' },
        {
          key: 'difference',
          title: `Difference in ${experiment.metricTitle}`,
          better: 'higher',
          format: { decimals: 4 },
        },
        { key: 'steps', title: 'Updates', better: 'lower', format: { decimals: 2 } },
        { key: 'seconds', title: 'Time', better: 'lower', format: { decimals: 2 } },
        { key: 'reached', title: 'Got there' },
      ],
      rows: pairs.map((pair) => {
        const ratios = [...timeRatios(pair).values()];
        const over = (key: 'steps' | 'seconds'): StudyInterval | null =>
          ratios.length === 0 ? null : meanInterval(ratios.map((ratio) => ratio[key]));
        return {
          label: pair.dft.name,
          values: {
            bottleneck: pair.bottleneck.name,
            saving: parameterSaving(pair),
            difference: pairedDifference(pair) ?? null,
            steps: over('steps'),
            seconds: over('seconds'),
            reached:
              ratios.length === 0
                ? null
                : `${ratios.filter(({ isReached }) => isReached).length} of ${ratios.length}`,
          },
        };
      }),
    },
  ];
}

function cutOffTable(heads: readonly StudiedHead[], ks: readonly number[]): StudyTable[] {
  const names = ['f1', 'ndcg', 'precision', 'recall'] as const;
  const rows = ks.flatMap((k) =>
    heads.flatMap((head) => {
      const values = names.map((name) => [name, metricOver(head, `${name}At${k}`)] as const);
      return values.every(([, value]) => value === null)
        ? []
        : [{ label: head.name, group: `k = ${k}`, values: Object.fromEntries(values) }];
    }),
  );
  if (rows.length === 0) return [];
  return [
    {
      id: 'cut-offs',
      title: 'Metrics at each k',
      columns: names.map((name) => ({
        key: name,
        title: metricTitle(`${name}At1`).replace('@1', '@k'),
        better: 'higher',
        format: { decimals: 4 },
      })),
      rows,
    },
  ];
}

/** Percentiles of the radius of the test label sets. */
function radiusTable(heads: readonly StudiedHead[]): StudyTable[] {
  const boxed = heads.filter((head) => boxesOf(head).length > 0);
  if (boxed.length === 0) return [];
  const percents = [1, 5, 25, 50, 75, 95];
  const { box } = boxesOf(boxed[0]!)[0]!;
  return [
    {
      id: 'radii',
      title: 'Radii of the test label sets',
      description: `The radius of the largest ball of inputs that outputs a set, with its center in |x| ≤ ${box.toLocaleString('en')}; so many percent of the different sets have no larger one. 0 is a set without a ball.`,
      columns: percents.map((percent) => ({
        key: `p${percent}`,
        title: percent === 50 ? 'Median' : `${percent}%`,
        better: 'higher',
      })),
      rows: boxed.map((head) => ({
        label: head.name,
        values: Object.fromEntries(
          percents.map((percent) => {
            const values = boxesOf(head).flatMap(
              ({ radii }) => radii.find((entry) => entry.percent === percent)?.sets ?? [],
            );
            return [`p${percent}`, values.length === 0 ? null : meanInterval(values)];
          }),
        ),
      })),
    },
  ];
}

/** One line for each family of heads, with a point for each of its widths. */
function seriesOf(
  heads: readonly StudiedHead[],
  pointOf: (head: StudiedHead) => { readonly x: number; readonly interval: StudyInterval } | undefined,
): StudySeries[] {
  return [...groupBy(heads, ({ family }) => family)].flatMap(([name, group]) => {
    const points = group.flatMap((head): StudyPoint[] => {
      const point = pointOf(head);
      if (point === undefined) return [];
      const { mean: y, low, high } = point.interval;
      return [{ x: point.x, y, ...(low === undefined || high === undefined ? {} : { low, high }) }];
    });
    // Two heads of one family at one place (a DFT layer with another k) are not one line.
    return points.length === 0 || new Set(points.map(({ x }) => x)).size < points.length
      ? []
      : [{ name, points }];
  });
}

/** A share has no interval outside of 0 to 1. */
function insideShares({ low, high, ...rest }: StudyInterval): StudyInterval {
  return low === undefined || high === undefined
    ? rest
    : { ...rest, low: Math.max(0, low), high: Math.min(1, high) };
}

/** Words with a capital; `nDCG@5` is a name and stays as it is. */
function sentenceCase(words: string): string {
  if (words.startsWith('nDCG')) return words;
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

/** `f1At5` as a part of a file name. */
function kebab(metric: string): string {
  return metric.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

const glossary: readonly StudyWord[] = [
  {
    word: 'bottlenecked sigmoid layer (BSL)',
    meaning: 'Scores of n labels from d learned directions, d smaller than n: a product of two matrices.',
  },
  {
    word: 'DFT layer',
    meaning:
      'Scores from 2k + 1 fixed cosines and sines over the labels and a few learned slack columns: every label set with at most k labels can be output.',
  },
  {
    word: 'argmaxable',
    meaning: 'A label set that the layer outputs for some input: exactly its labels have a score above 0.',
  },
  {
    word: 'ε-argmaxable',
    meaning:
      'A label set that a whole ball of inputs outputs, with a radius over ε and its center in a box of a given size.',
  },
  {
    word: 'F1@k',
    meaning:
      'The harmonic mean of the mean precision and the mean recall of the k labels with the highest scores.',
  },
];
