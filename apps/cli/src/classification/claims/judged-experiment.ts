import type { DetectionRecord } from '../../detection/detection-record.js';
import { groupBy } from '../../experiment/group-by.js';
import { metricTitle } from '../../terminal/metric-title.js';
import type { MonitorConfig } from '../config/training.js';
import type { ClassificationOutcome } from '../run-records.js';

/** An experiment as the claims of the paper look at it. */
export interface JudgedExperiment {
  /** The test metric that heads are compared by, such as `f1At5`. */
  readonly metric: string;
  /** The same for people: `F1@5`. */
  readonly metricTitle: string;
  /** Bottlenecked sigmoid layers, the narrowest first. */
  readonly bottlenecks: readonly JudgedHead[];
  /** DFT layers, those with the least slack first. */
  readonly dfts: readonly JudgedHead[];
}

/** A head with all its seeds. */
export interface JudgedHead {
  /** For people: `DFT k=16 slack=25`. */
  readonly name: string;
  /** Learned columns: d of a bottleneck, the slack of a DFT layer. */
  readonly width: number;
  /** Trainable numbers of the head, biases included. */
  readonly numParams: number;
  readonly runs: readonly JudgedRun[];
}

/** One seed of a head. */
export interface JudgedRun {
  readonly seed: number;
  /** On the test split; left out where it was not measured. */
  readonly metric?: number | undefined;
  /** The course of the validation metric that the training watched, larger is better; empty where none was. */
  readonly course: readonly CoursePoint[];
  readonly detection?: DetectionRecord | undefined;
}

/** The validation metric after an epoch. */
export interface CoursePoint {
  /** Updates up to here. */
  readonly steps: number;
  /** Time of training up to here. */
  readonly seconds: number;
  readonly value: number;
}

/** What {@link judgedExperiment} gathers. */
export interface JudgedOptions {
  readonly outcomes: readonly ClassificationOutcome[];
  readonly metric: string;
  readonly monitor: Pick<MonitorConfig, 'metric' | 'mode'>;
}

/** Gathers what the claims are judged from. */
export function judgedExperiment({ outcomes, metric, monitor }: JudgedOptions): JudgedExperiment {
  const headsOf = (kind: 'sigmoid-bottleneck' | 'dft'): JudgedHead[] =>
    [
      ...groupBy(
        outcomes.filter(({ run }) => run.head.kind === kind),
        ({ run }) => run.headId,
      ).values(),
    ]
      .map((group): JudgedHead => {
        const { run, training } = group[0]!;
        return {
          name: run.headName,
          width: learnedWidth(run.head)!,
          numParams: training.head.numParams,
          runs: group.map((outcome) => ({
            seed: outcome.run.seed,
            metric: outcome.evaluation?.metrics[metric],
            course: courseOf(outcome, monitor),
            detection: outcome.detection,
          })),
        };
      })
      .sort((a, b) => a.width - b.width);
  return {
    metric,
    metricTitle: metricTitle(metric),
    bottlenecks: headsOf('sigmoid-bottleneck'),
    dfts: headsOf('dft'),
  };
}

/** Columns of a head whose directions are learned; undefined where nothing is narrow about it. */
export function learnedWidth(head: ClassificationOutcome['run']['head']): number | undefined {
  if (head.kind === 'sigmoid-bottleneck') return head.dim;
  return 'slackDims' in head ? head.slackDims : undefined;
}

function courseOf(
  { training }: ClassificationOutcome,
  { metric, mode = metric.toLowerCase().includes('loss') ? 'min' : 'max' }: JudgedOptions['monitor'],
): CoursePoint[] {
  let seconds = 0;
  return training.result.history.flatMap((epoch) => {
    seconds += epoch.seconds;
    const value = epoch.metrics?.[metric as keyof typeof epoch.metrics] as number | undefined;
    if (value === undefined) return [];
    return [{ steps: epoch.step, seconds, value: mode === 'min' ? -value : value }];
  });
}
