import { detectClassesStage } from '../class-heads/detect-classes-stage.js';
import { once } from '../experiment/once.js';
import { performRuns } from '../experiment/perform-runs.js';
import { identityOf, runOf } from '../experiment/run-config.js';
import { startBackend } from '../experiment/start-backend.js';
import type { TaskWork } from '../experiment/task.js';
import { formatInteger } from '../terminal/format-number.js';
import { showStep } from '../terminal/show-step.js';
import { evaluateLanguageStage } from './evaluate-language-stage.js';
import type { LanguageRun } from './expand-language-grid.js';
import type { LanguageExperimentConfig } from './language-model-config.js';
import type { LanguageOutcome, LanguageRunConfig } from './language-model-records.js';
import { openCorpus } from './open-corpus.js';
import { reportLanguageModels } from './report-language-models.js';
import { trainLanguageStage } from './train-language-stage.js';

/** How the language model task does its runs. */
export const languageModelWork: TaskWork<LanguageExperimentConfig, LanguageRun, LanguageOutcome> = {
  start: ({ config, terminal, signal }) => {
    const corpus = once(() =>
      showStep(terminal.progress, 'Read the text', { signal }, async (task) => {
        const opened = await openCorpus(config.data, signal);
        const { train, test } = opened.parts;
        task.done(
          `${formatInteger(train.length)} tokens to train on, ${formatInteger(test.length)} to test on, ${formatInteger(opened.vocabulary.length)} different`,
        );
        return opened;
      }),
    );
    const backend = once(() => startBackend(config.training.backend, terminal));
    return performRuns(
      { terminal, signal },
      {
        configOf: (run: LanguageRun) => runConfig(config, run),
        trainedFrom,
        train: (stage) => trainLanguageStage({ ...stage, corpus, backend }),
        evaluate: (stage, trained) => evaluateLanguageStage({ ...stage, corpus, backend }, trained),
        detect: (stage) => detectClassesStage(stage, config.detection, 'tokens'),
      },
    );
  },
  runOf: (stored) => {
    const config = stored as LanguageRunConfig;
    return { ...runOf(config), head: config.head, tied: config.model.tied };
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

function runConfig(experiment: LanguageExperimentConfig, run: LanguageRun): LanguageRunConfig {
  const { data, model, training, evaluation } = experiment;
  const { head, tied } = run;
  return { ...identityOf(experiment, run), head, data, model: { ...model, tied }, training, evaluation };
}

/** The validation text is read like the test text, and decides which parameters are the best. */
function trainedFrom({ data, model, head, seed, training, evaluation }: LanguageRunConfig) {
  const { batchSize, window } = evaluation;
  return { data, model, head, seed, training, evaluation: { batchSize, window } };
}
