import { readJson } from '../files/read-json.js';
import type { GridRun } from './expand-grid.js';
import type { RunOutcome } from './perform-run.js';
import { runFiles } from './run-files.js';
import type { DetectionRecord, EvaluationRecord, RunConfig, TrainingRecord } from './run-records.js';

/** What a run folder says its run has come to; undefined where it has not been trained to the end. */
export async function readOutcome(path: string, run: GridRun): Promise<RunOutcome | undefined> {
  const files = runFiles(path);
  const training = (await readJson(files.training)) as TrainingRecord | undefined;
  if (training === undefined) return undefined;
  const detection = (await readJson(files.detection)) as DetectionRecord | undefined;
  return {
    run,
    path,
    training,
    evaluation: (await readJson(files.evaluation)) as EvaluationRecord | undefined,
    detection: detection?.complete ? detection : undefined,
  };
}

/** The run that a run folder's configuration describes. */
export function gridRunOf({ run: id, headId, headName, head, seed }: RunConfig): GridRun {
  return { id, headId, headName, head, seed };
}
