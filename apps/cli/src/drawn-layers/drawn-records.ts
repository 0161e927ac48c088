import type { RunConfig } from '../experiment/run-config.js';
import type { RunOutcome } from '../experiment/run-outcome.js';
import type { DrawnDetectionConfig, DrawnLabelSetsConfig, DrawnLayersConfig } from './drawn-layers-config.js';
import type { DrawnHead, DrawnRun } from './expand-drawn-grid.js';

/** `config.json` of a run folder. */
export interface DrawnRunConfig
  extends RunConfig,
    Pick<DrawnRun, 'series' | 'family' | 'numLabels' | 'k' | 'dim'> {
  readonly task: DrawnLayersConfig['task'];
  readonly head: DrawnHead;
  readonly labelSets: DrawnLabelSetsConfig;
  readonly detection: DrawnDetectionConfig;
}

/** `training.json`: nothing was trained, but the layer is there. */
export interface DrawnTrainingRecord {
  readonly backend: 'none';
  readonly layer: { readonly numLabels: number; readonly dim: number };
}

/** One line of `measures.jsonl`: what was found out about one label set. */
export interface MeasureLine {
  readonly labels: readonly number[];
  readonly status: 'argmaxable' | 'unargmaxable' | 'undecided';
  /** What proves it; left out where it is undecided. */
  readonly proof?: string;
  /** A proved lower bound of the largest margin (its value, to 1e-6 of it, where the solver ended); 0 where none was shown. */
  readonly margin: number;
  /** A proved lower bound of the largest radius in the box. */
  readonly radius: number;
  /** A proved upper bound; null where none was found. */
  readonly radiusUpperBound: number | null;
  /** B: centers of balls have |x_j| <= B. */
  readonly box: number;
}

/** Percentiles of what label sets have, with straight lines between neighbours. */
export interface Percentiles {
  readonly p1: number;
  readonly p5: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly p95: number;
  readonly p99: number;
}

/** A yes-or-no question about label sets; the three add up to all. */
export interface YesNoCounts {
  readonly yes: number;
  readonly no: number;
  readonly undecided: number;
}

/** What the label sets of one cardinality come to. */
export interface SetMeasures {
  readonly cardinality: number;
  readonly total: number;
  /** Whether any input at all outputs the set; proved either way. */
  readonly argmaxable: YesNoCounts;
  /** The paper's decision: whether the radius in the box is `leastRadius` or more. */
  readonly argmaxableInBox: YesNoCounts;
  /** Whether the radius in the box is over epsilon. */
  readonly epsilonArgmaxable: YesNoCounts;
  /** Sets that are argmaxable by proof and not by the paper's decision. */
  readonly missedByBox: number;
  /** Of the proved radii in the box; 0 where there is no ball. */
  readonly radius: Percentiles;
  /** Of the proved margins; 0 where none was shown. */
  readonly margin: Percentiles;
}

/** `evaluation.json`. */
export interface DrawnEvaluationRecord {
  /** What the measures answer: those of another question are not gone on with. */
  readonly question: Omit<DrawnDetectionConfig, 'workers'>;
  readonly count: number;
  /** In the order of the configuration. */
  readonly byCardinality: readonly SetMeasures[];
  /** Of the session that ended it. */
  readonly seconds: number;
}

/** What a run has come to. */
export type DrawnOutcome = RunOutcome<DrawnRun, DrawnTrainingRecord, DrawnEvaluationRecord>;
