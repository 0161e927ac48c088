import type { Truth } from '@sbn/train/synthetic';
import type { RunStage } from '../experiment/run-stage.js';
import type { SyntheticRun } from './expand-synthetic-grid.js';
import type { SyntheticRunConfig } from './synthetic-records.js';

/** What a stage of a run works with. */
export interface SyntheticStage extends RunStage<SyntheticRun, SyntheticRunConfig> {
  /** Draws the truth, once however often it is asked for. */
  readonly truth: () => Promise<Truth>;
  /** Starts the TensorFlow.js backend, once. */
  readonly backend: () => Promise<string>;
}
