import { openRunFolder } from '@sbn/train';
import type { DetectionRecord } from '../detection/detection-record.js';
import type { RunConfig } from './run-config.js';
import type { RunOutcome } from './run-outcome.js';
import { removeRun, requireSameTraining, type TrainedFrom } from './run-settings.js';
import type { RunStage } from './run-stage.js';
import type { RunPerformer, StartOptions } from './task.js';
import type { TaskRun } from './task-run.js';

/** The stages of a task's runs. Each does nothing where its record is there, and goes on where it was interrupted. */
export interface RunStages<
  Run extends TaskRun,
  Config extends RunConfig,
  Training,
  Evaluation,
  Model extends { dispose(): void },
> {
  /** Everything that decides what a run computes. */
  configOf(run: Run): Config;
  /** The part of it that the trained parameters depend on. */
  trainedFrom(config: Config): TrainedFrom;
  /** Gives the record, and the model where it was needed in memory. */
  train(stage: RunStage<Run, Config>): Promise<TrainedRun<Training, Model>>;
  /** @param trained the model, where it is in memory */
  evaluate(stage: RunStage<Run, Config>, trained: Model | undefined): Promise<Evaluation>;
  detect(stage: RunStage<Run, Config>): Promise<DetectionRecord | undefined>;
}

/** What a stage of training gives. */
export interface TrainedRun<Training, Model> {
  readonly record: Training;
  /** To be disposed of by whoever asked for the training. */
  readonly model?: Model;
}

/** Performs runs in their folders: trains, evaluates, asks what the trained layer can output. */
export function performRuns<
  Run extends TaskRun,
  Config extends RunConfig,
  Training,
  Evaluation,
  Model extends { dispose(): void },
>(
  { terminal, signal }: Pick<StartOptions<never>, 'terminal' | 'signal'>,
  stages: RunStages<Run, Config, Training, Evaluation, Model>,
): RunPerformer<Run, RunOutcome<Run, Training, Evaluation>> {
  return {
    perform: async ({ run, path, stages: wanted, fresh, prefix }) => {
      signal.throwIfAborted();
      const config = stages.configOf(run);
      if (fresh) await removeRun(path);
      await requireSameTraining(path, config, stages.trainedFrom);
      const folder = await openRunFolder(path);
      try {
        await folder.writeConfig(config);
        const stage = { run, config, folder, progress: terminal.progress, prefix, signal };
        const { record: training, model } = await stages.train(stage);
        let evaluation: Evaluation;
        try {
          if (wanted === 'train') return { run, path, training };
          evaluation = await stages.evaluate(stage, model);
        } finally {
          model?.dispose();
        }
        return { run, path, training, evaluation, detection: await stages.detect(stage) };
      } finally {
        await folder.release();
      }
    },
  };
}
