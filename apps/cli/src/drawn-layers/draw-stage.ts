import { join } from 'node:path';
import { encodeNpy } from '@sbn/datasets';
import { asInputError } from '../as-input-error.js';
import { runFiles } from '../experiment/run-files.js';
import type { RunStage } from '../experiment/run-stage.js';
import { readJson } from '../files/read-json.js';
import { writeFileWhole, writeJson } from '../files/write-whole.js';
import { drawLayer } from './draw-layer.js';
import type { DrawnRunConfig, DrawnTrainingRecord } from './drawn-records.js';
import type { DrawnRun } from './expand-drawn-grid.js';

/** Draws the layer of a run into its folder; does nothing where it is there. */
export async function drawStage({
  run,
  folder,
}: RunStage<DrawnRun, DrawnRunConfig>): Promise<DrawnTrainingRecord> {
  const files = runFiles(folder.path);
  const done = (await readJson(files.training)) as DrawnTrainingRecord | undefined;
  if (done !== undefined) return done;
  const { weights, structure } = await asInputError(`head ${run.headId}`, () => drawLayer(run));
  await writeFileWhole(files.weights, encodeNpy(weights));
  if (structure !== undefined) await writeFileWhole(files.structure, `${JSON.stringify(structure)}\n`);
  const record: DrawnTrainingRecord = {
    backend: 'none',
    layer: { numLabels: weights.rows, dim: weights.cols },
  };
  await writeJson(files.training, record);
  return record;
}

/** Where the measures of a run stand, one line of JSON for each label set. */
export function measuresFile(folder: string): string {
  return join(folder, 'measures.jsonl');
}
