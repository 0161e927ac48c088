import type { OpenedData } from '../classification/opened-data.js';
import type { TrainedRun } from '../experiment/perform-runs.js';
import { runFiles } from '../experiment/run-files.js';
import { type RunStage, showStage } from '../experiment/run-stage.js';
import { readJson } from '../files/read-json.js';
import { writeJson } from '../files/write-whole.js';
import { type CountingRun, labelOrderName } from './expand-orders.js';
import { labelOrderId } from './label-order-config.js';
import { labelOrderOf } from './label-order-of.js';
import type { CountingRunConfig, LearnedOrdersRecord } from './label-order-records.js';

/** What the stages of the run that counts work with. */
export interface CountingStage extends RunStage<CountingRun, CountingRunConfig> {
  /** Opens the data with its labels as they are, once however often it is asked for. */
  readonly data: () => Promise<OpenedData>;
}

/** Learns all orders of a study from the training examples; does nothing where that is done. */
export async function learnOrdersStage(
  stage: CountingStage,
): Promise<TrainedRun<LearnedOrdersRecord, never>> {
  const { training: file } = runFiles(stage.folder.path);
  const done = (await readJson(file)) as LearnedOrdersRecord | undefined;
  if (done !== undefined) return { record: done };
  const data = await stage.data();
  const record = await showStage(stage, 'Learn orders of labels for', {}, async (task) => {
    const started = performance.now();
    const sets = await data.labelSets('train', stage.signal);
    const made: LearnedOrdersRecord = {
      orders: stage.config.orders.map((config) => {
        const order = labelOrderOf(config, sets);
        return {
          id: labelOrderId(config),
          name: labelOrderName(config),
          ...(order === undefined ? {} : { order: Array.from(order) }),
        };
      }),
      numLabels: data.info.numLabels,
      backend: 'none',
      seconds: (performance.now() - started) / 1000,
    };
    await writeJson(file, made);
    task.done(made.orders.map(({ name }) => name).join(', '));
    return made;
  });
  return { record };
}
