import type { OpenSetReport } from '@sbn/core';
import { meanInterval, type StudyInterval } from '@sbn/report';
import type { EpochRecord } from '@sbn/train';
import { byHead } from '../experiment/over-seeds.js';
import type { RejectionScore } from './config/image-heads.js';
import type { ImagesDatasetRecord, ImagesOutcome } from './images-records.js';

/** What is measured of every method, by key; shares, but for none. */
export const imageMetrics = [
  'closedSetAccuracy',
  'balancedAccuracy',
  'areaUnderRoc',
  'falsePositiveRateAt95',
  'areaUnderOscr',
  'expectedCalibrationError',
] as const;

/** One of {@link imageMetrics}. */
export type ImageMetric = (typeof imageMetrics)[number];

/** A head with one of its scores, over the seeds. A number that was not measured is null. */
export interface MethodSummary {
  readonly headId: string;
  /** The head and, where it has several scores, the score: `softmax, energy`. */
  readonly name: string;
  readonly score: RejectionScore;
  readonly seeds: readonly number[];
  readonly metrics: Readonly<Record<ImageMetric, StudyInterval | null>>;
  /** The calibration error with a temperature of 1. */
  readonly calibrationErrorBefore: StudyInterval | null;
  /** Each class, in the order of the classes, and the unknown pictures: share decided right, mean score. */
  readonly classes: readonly ClassSummary[];
}

/** The pictures of one class, or those of none. */
export interface ClassSummary {
  readonly name: string;
  readonly numPictures: number;
  readonly accuracy: StudyInterval | null;
  readonly meanScore: StudyInterval;
}

/** One head over its seeds. */
export interface ImageHeadSummary {
  readonly headId: string;
  readonly headName: string;
  readonly seeds: readonly number[];
  readonly numParams: number;
  readonly secondsPerEpoch: StudyInterval;
  /** From the first. */
  readonly epochs: readonly {
    readonly epoch: number;
    readonly trainLoss: StudyInterval;
    readonly validLoss: StudyInterval | null;
    /** Of known validation pictures, nothing rejected. */
    readonly validAccuracy: StudyInterval | null;
  }[];
}

/** What an experiment with image classifiers comes to: `summary.json`. */
export interface ImagesSummary {
  readonly name: string;
  readonly dataset: ImagesDatasetRecord;
  readonly heads: readonly ImageHeadSummary[];
  readonly methods: readonly MethodSummary[];
}

/** Means over the seeds of each head and each of its scores, in the order of the runs. */
export function summarizeImages(
  name: string,
  dataset: ImagesDatasetRecord,
  outcomes: readonly ImagesOutcome[],
): ImagesSummary {
  const groups = byHead(outcomes);
  return {
    name,
    dataset,
    heads: groups.map(summarizeHead),
    methods: groups.flatMap((group) => summarizeMethods(group, dataset)),
  };
}

function summarizeHead(group: readonly ImagesOutcome[]): ImageHeadSummary {
  const { run, training } = group[0]!;
  const histories = group.map((outcome) => outcome.training.result.history);
  const numEpochs = Math.max(...histories.map(({ length }) => length));
  return {
    headId: run.headId,
    headName: run.headName,
    seeds: group.map((outcome) => outcome.run.seed),
    numParams: training.numParams,
    secondsPerEpoch: meanInterval(
      group.map(({ training: { seconds, result } }) => seconds / result.history.length),
    ),
    epochs: Array.from({ length: numEpochs }, (_, index) => {
      const records = histories.flatMap((history) => history[index] ?? []);
      return {
        epoch: index + 1,
        trainLoss: meanInterval(records.map(({ trainLoss }) => trainLoss)),
        validLoss: meanOf(records, 'loss'),
        validAccuracy: meanOf(records, 'closedSetAccuracy'),
      };
    }),
  };
}

function meanOf(records: readonly EpochRecord[], metric: string): StudyInterval | null {
  const values = records.flatMap(({ metrics }) => metrics?.[metric] ?? []);
  return values.length === 0 ? null : meanInterval(values);
}

function summarizeMethods(
  group: readonly ImagesOutcome[],
  { classNames }: ImagesDatasetRecord,
): MethodSummary[] {
  const { run } = group[0]!;
  const { scores } = run.head;
  return scores.flatMap((score): MethodSummary[] => {
    const measured = group.flatMap(({ run: { seed }, evaluation }) => {
      const found = evaluation?.scores.find(({ rejection }) => rejection.score === score);
      return found === undefined ? [] : [{ seed, ...found }];
    });
    if (measured.length === 0) return [];
    const over = (pick: (report: OpenSetReport) => number | undefined): StudyInterval | null => {
      const values = measured.flatMap(({ test }) => pick(test) ?? []);
      return values.length === 0 ? null : meanInterval(values);
    };
    const before = measured.flatMap(({ calibrationErrorBefore }) => calibrationErrorBefore ?? []);
    const metrics = Object.fromEntries(
      imageMetrics.map((metric) => [metric, over((report) => report[metric])]),
    ) as MethodSummary['metrics'];
    const classOf = (
      name: string,
      pick: (report: OpenSetReport) => OpenSetReport['unknown'],
    ): ClassSummary => ({
      name,
      numPictures: pick(measured[0]!.test).numRows,
      accuracy: over((report) => pick(report).accuracy),
      meanScore: over((report) => pick(report).meanScore)!,
    });
    return [
      {
        headId: run.headId,
        name: scores.length === 1 ? run.headName : `${run.headName}, ${scoreWords(score)}`,
        score,
        seeds: measured.map(({ seed }) => seed),
        metrics,
        calibrationErrorBefore: before.length === 0 ? null : meanInterval(before),
        classes: [
          ...classNames.map((name, label) => classOf(name, ({ classes }) => classes[label]!)),
          classOf('unknown', ({ unknown }) => unknown),
        ],
      },
    ];
  });
}

/** A score as people call it. */
export function scoreWords(score: RejectionScore): string {
  switch (score) {
    case 'max-sigmoid':
      return 'highest sigmoid';
    case 'max-softmax':
      return 'highest probability';
    case 'energy':
      return 'energy';
    case 'one-minus-unknown':
      return '1 − unknown';
  }
}
