import { existsSync } from 'node:fs';
import type { NamedArray } from '../files/safetensors.js';
import { writeParameters } from '../model/model-file.js';
import { readCheckpoint, type TrainState, writeCheckpoint } from '../run/checkpoint.js';
import { openMetricsLog } from '../run/metrics-log.js';
import type { RunFolder } from '../run/run-folder.js';
import type { EpochPlan } from './epoch-plan.js';
import type { Learner } from './learner.js';
import type { TrainEvent } from './train-event.js';

/** What a training tells, and writes into its folder, where it has one. */
export interface Journal<Own = never> {
  /** Tells of an event that is not for the log. */
  tell(event: TrainEvent | Own): void;
  /** Tells of an event, and logs it. */
  record(event: TrainEvent | Own): Promise<void>;
  /** Writes the checkpoint from which a training goes on. */
  saveLast(state: TrainState): Promise<void>;
  /** Keeps the parameters of now as the best: in the folder, or else in memory, where they will be wanted. */
  saveBest(state: TrainState): Promise<void>;
  /** Puts the parameters that were kept last into the model. */
  restoreBest(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the journal of a training, with its config in the folder.
 *
 * @param options.keepBytes how much of an earlier log is to stay: what came after the checkpoint will be written again
 * @param options.backend the TensorFlow.js backend, for the checkpoints
 */
export async function openJournal<Own = never>(options: {
  readonly plan: EpochPlan<Own>;
  readonly learner: Learner<Own>;
  readonly folder: RunFolder | undefined;
  readonly keepBytes: number;
  readonly backend: string;
}): Promise<Journal<Own>> {
  const { plan, learner, folder, keepBytes, backend } = options;
  const { config, checkpointFormat } = plan;
  const { onEvent, restoreBest = true } = plan.options;
  if (folder !== undefined && !existsSync(folder.configFile)) await folder.writeConfig(config);
  const log = folder === undefined ? undefined : await openMetricsLog(folder.metricsFile, { keepBytes });
  let bestInMemory: ReadonlyMap<string, NamedArray> | undefined;

  const tell = (event: TrainEvent | Own): void => onEvent?.(event);
  return {
    tell,
    record: async (event) => {
      tell(event);
      await log?.append(event as object);
    },
    saveLast: async (before) => {
      if (folder === undefined || log === undefined) return;
      const metricsBytes = await log.flush();
      const { tensors, counts } = await learner.readState();
      const state = { ...before, metricsBytes, counts };
      await writeCheckpoint(folder.lastCheckpoint, { tensors, state, config, backend }, checkpointFormat);
      tell({ event: 'checkpoint', kind: 'last', step: state.step, file: folder.lastCheckpoint });
    },
    saveBest: async (state) => {
      const tensors = await learner.readParameters();
      if (folder === undefined) {
        // Asking for `data` now is what makes these the parameters of now.
        if (restoreBest) {
          bestInMemory = new Map([...tensors].map(([name, { shape, data }]) => [name, { shape, data }]));
        }
        return;
      }
      await writeCheckpoint(folder.bestCheckpoint, { tensors, state, config, backend }, checkpointFormat);
      tell({ event: 'checkpoint', kind: 'best', step: state.step, file: folder.bestCheckpoint });
    },
    restoreBest: async () => {
      const file = folder?.bestCheckpoint ?? '';
      const best =
        folder === undefined ? bestInMemory : (await readCheckpoint(file, checkpointFormat)).tensors;
      if (best !== undefined) writeParameters(learner.model, best, file);
    },
    close: async () => log?.close(),
  };
}
