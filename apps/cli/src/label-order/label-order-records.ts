import type { DataConfig } from '../classification/config/data.js';
import type { EvaluationRecord, TrainingRecord } from '../classification/run-records.js';
import type { DetectionRecord } from '../detection/detection-record.js';
import type { RunConfig } from '../experiment/run-config.js';
import type { RunOutcome } from '../experiment/run-outcome.js';
import type { CountingRun, LabelOrderRun, OrderedRun } from './expand-orders.js';
import type { LabelOrderConfig } from './label-order-config.js';
import type { CountingConfig } from './label-order-study-config.js';

/** `config.json` of the folder of the run that counts. */
export interface CountingRunConfig extends RunConfig {
  readonly task: 'label-order';
  /** The layers that are counted. */
  readonly head: { readonly kind: 'dft'; readonly k: readonly number[]; readonly slackDims: 0 };
  readonly data: DataConfig;
  readonly orders: readonly LabelOrderConfig[];
  readonly counting: CountingConfig;
}

/** `training.json` of the run that counts: the orders, as the training examples teach them. */
export interface LearnedOrdersRecord {
  readonly orders: readonly {
    readonly id: string;
    readonly name: string;
    /** Every label of the data set once, in this order; left out for the order of the data set. */
    readonly order?: readonly number[];
  }[];
  readonly numLabels: number;
  readonly backend: string;
  readonly seconds: number;
}

/** The label sets that layers without slack output when the labels stand in one order. */
export interface OrderCount {
  readonly id: string;
  readonly name: string;
  /** Mean number of sign changes of a label set around the cycle. */
  readonly meanSignChanges: number;
  /** One for each k. */
  readonly shares: readonly KShare[];
}

/** What the layer with k outputs. */
export interface KShare {
  readonly k: number;
  /** Of all different label sets. */
  readonly ofAll: number;
  /** Of those with more than k labels, which the layer promises none of; null where there are none. */
  readonly ofLarger: number | null;
}

/** `evaluation.json` of the run that counts. */
export interface CountingRecord {
  /** What was asked. */
  readonly counting: CountingConfig;
  /** Different label sets, and how many of them have more than k labels, one for each k. */
  readonly numSets: number;
  readonly numLarger: readonly number[];
  readonly orders: readonly OrderCount[];
  /** The same for each random order. */
  readonly random: readonly OrderCount[];
  readonly seconds: number;
}

/** What a run has come to. */
export type LabelOrderOutcome = RunOutcome<
  LabelOrderRun,
  LearnedOrdersRecord | TrainingRecord,
  CountingRecord | EvaluationRecord
>;

/** What the run that counts has come to. */
export type CountingOutcome = RunOutcome<CountingRun, LearnedOrdersRecord, CountingRecord>;

/** What the training in one order has come to. */
export interface OrderedOutcome extends RunOutcome<OrderedRun, TrainingRecord, EvaluationRecord> {
  readonly detection?: DetectionRecord | undefined;
}

/** The outcomes of both kinds. */
export function outcomesByKind(outcomes: readonly LabelOrderOutcome[]): {
  readonly counting: CountingOutcome | undefined;
  readonly ordered: readonly OrderedOutcome[];
} {
  return {
    counting: outcomes.find(({ run }) => run.kind === 'counting') as CountingOutcome | undefined,
    ordered: outcomes.filter(({ run }) => run.kind === 'ordered') as readonly OrderedOutcome[],
  };
}
