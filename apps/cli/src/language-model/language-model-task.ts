import type { Task } from '../experiment/task.js';
import { expandLanguageGrid, type LanguageRun } from './expand-language-grid.js';
import { type LanguageExperimentConfig, languageModelSchema } from './language-model-config.js';
import type { LanguageOutcome } from './language-model-records.js';

/** LSTM language models that differ in their heads, on running text. */
export const languageModelTask: Task<LanguageExperimentConfig, LanguageRun, LanguageOutcome> = {
  name: 'language-model',
  schema: languageModelSchema,
  paths: ['data.folder', 'data.train', 'data.valid', 'data.test'],
  expandGrid: expandLanguageGrid,
  load: async () => (await import('./language-model-work.js')).languageModelWork,
};
