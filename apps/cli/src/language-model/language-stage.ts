import type { TextCorpus } from '@sbn/datasets';
import type { RunStage } from '../experiment/run-stage.js';
import type { LanguageRun } from './expand-language-grid.js';
import type { LanguageRunConfig } from './language-model-records.js';

/** What a stage of a run works with. */
export interface LanguageStage extends RunStage<LanguageRun, LanguageRunConfig> {
  /** Reads the text, once however often it is asked for. */
  readonly corpus: () => Promise<TextCorpus>;
  /** Starts the TensorFlow.js backend, once. */
  readonly backend: () => Promise<string>;
}
