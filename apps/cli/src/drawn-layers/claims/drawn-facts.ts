import type { StudyClaim } from '@sbn/report';
import type { DrawnEvaluationRecord } from '../drawn-records.js';
import type { DrawnMeasurement } from '../drawn-summary.js';

/** What claims about drawn layers are judged by. */
export interface DrawnFacts {
  /** At least one; of all seeds. */
  readonly measurements: readonly DrawnMeasurement[];
  readonly question: DrawnEvaluationRecord['question'];
}

/** Judges one claim; undefined where the study has nothing to say about it. */
export type JudgeDrawn = (facts: DrawnFacts) => StudyClaim | undefined;
