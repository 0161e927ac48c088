import type { DetectionRecord } from '../detection/detection-record.js';
import { readJson } from '../files/read-json.js';
import { runFiles } from './run-files.js';
import type { TaskRun } from './task-run.js';

/** What a run has come to: the records of its stages. */
export interface RunOutcome<Run extends TaskRun = TaskRun, Training = unknown, Evaluation = unknown> {
  readonly run: Run;
  readonly path: string;
  readonly training: Training;
  readonly evaluation?: Evaluation | undefined;
  /** What its layer can output; left out where no linear layer decides (mixtures), and where it was not asked. */
  readonly detection?: DetectionRecord | undefined;
}

/** What a run folder says its run has come to; undefined where it has not been trained to the end. */
export async function readOutcome(path: string, run: TaskRun): Promise<RunOutcome | undefined> {
  const files = runFiles(path);
  const training = await readJson(files.training);
  if (training === undefined) return undefined;
  const detection = (await readJson(files.detection)) as DetectionRecord | undefined;
  return {
    run,
    path,
    training,
    evaluation: await readJson(files.evaluation),
    detection: detection?.complete ? detection : undefined,
  };
}
