import type { Task } from '../tasks/task.js';
import { expandLanguageGrid, type LanguageRun } from './expand-language-grid.js';
import { type LanguageExperimentConfig, languageModelSchema } from './language-model-config.js';
import type { LanguageOutcome } from './perform-language-run.js';

/** LSTM language models that differ in their heads, on running text. */
export const languageModelTask: Task<LanguageExperimentConfig, LanguageRun, LanguageOutcome> = {
  name: 'language-model',
  schema: languageModelSchema,
  expandGrid: expandLanguageGrid,
  load: async () => (await import('./language-model-work.js')).languageModelWork,
};
