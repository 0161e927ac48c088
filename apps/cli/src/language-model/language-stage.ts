import type { TextCorpus } from '@sbn/datasets';
import type { RunFolder } from '@sbn/train';
import type { Progress } from '../terminal/progress.js';
import type { LanguageRun } from './expand-language-grid.js';
import type { LanguageDetectionConfig } from './language-model-config.js';
import type { LanguageRunConfig } from './language-model-records.js';

/** What a stage of a run works with. */
export interface LanguageStage {
  readonly run: LanguageRun;
  readonly config: LanguageRunConfig;
  readonly detection: LanguageDetectionConfig;
  readonly folder: RunFolder;
  /** Reads the text, once however often it is asked for. */
  readonly corpus: () => Promise<TextCorpus>;
  /** Starts the TensorFlow.js backend, once. */
  readonly backend: () => Promise<string>;
  readonly progress: Progress;
  /** Before every label of a progress bar, such as `[3/12] `. */
  readonly prefix: string;
  readonly signal: AbortSignal;
}
