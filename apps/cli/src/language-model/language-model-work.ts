import type { TextCorpus } from '@sbn/datasets';
import { startBackend } from '../experiment/start-backend.js';
import type { TaskWork } from '../tasks/task.js';
import { formatInteger } from '../terminal/format-number.js';
import type { LanguageRun } from './expand-language-grid.js';
import type { LanguageExperimentConfig } from './language-model-config.js';
import type { LanguageRunConfig } from './language-model-records.js';
import { openCorpus } from './open-corpus.js';
import { type LanguageOutcome, performLanguageRun, readLanguageOutcome } from './perform-language-run.js';
import { reportLanguageModels } from './report-language-models.js';

/** How the language model task does its runs. */
export const languageModelWork: TaskWork<LanguageExperimentConfig, LanguageRun, LanguageOutcome> = {
  start: ({ config, terminal, signal }) => {
    let corpus: Promise<TextCorpus> | undefined;
    let backend: Promise<string> | undefined;
    const read = async (): Promise<TextCorpus> => {
      const task = terminal.progress.task('Read the text');
      try {
        const opened = await openCorpus(config.data, signal);
        const { train, test } = opened.parts;
        task.done(
          `${formatInteger(train.length)} tokens to train on, ${formatInteger(test.length)} to test on, ${formatInteger(opened.vocabulary.length)} different`,
        );
        return opened;
      } catch (error) {
        task.stop(signal.aborted ? 'stopped' : undefined);
        throw error;
      }
    };
    return {
      perform: (options) =>
        performLanguageRun({
          ...options,
          config,
          corpus: () => {
            corpus ??= read();
            return corpus;
          },
          backend: () => {
            backend ??= startBackend(config.training.backend, terminal);
            return backend;
          },
          progress: terminal.progress,
          signal,
        }),
    };
  },
  readOutcome: readLanguageOutcome,
  runOf: (config) => {
    const { run: id, headId, headName, head, model, seed } = config as LanguageRunConfig;
    return { id, headId, headName, head, tied: model.tied, seed };
  },
  describeTraining: ({ run, path, training }) => ({
    json: { run: run.id, path, ...training },
    lines: [
      `${run.headName}, seed ${run.seed}: ${formatInteger(training.numParams)} parameters, ${formatInteger(training.head.numParams)} of them in the head alone`,
      `Validation perplexity: ${Math.exp(training.result.best!.value).toFixed(2)} after epoch ${training.result.best!.epoch + 1}`,
    ],
  }),
  report: reportLanguageModels,
};
