import { encodeNpy } from '@sbn/datasets';
import { asInputError } from '../as-input-error.js';
import { runFiles } from '../experiment/run-files.js';
import type { RunStage } from '../experiment/run-stage.js';
import { readJson } from '../files/read-json.js';
import { writeFileWhole, writeJson } from '../files/write-whole.js';
import type { PicturedRun } from './expand-pictures-grid.js';
import { picturedLayer } from './pictured-layer.js';
import type { PicturesRunConfig, PicturesTrainingRecord } from './pictures-records.js';

/** Puts the layer of a run into its folder; does nothing where it is there. */
export async function takeLayerStage({
  run,
  folder,
}: RunStage<PicturedRun, PicturesRunConfig>): Promise<PicturesTrainingRecord> {
  const files = runFiles(folder.path);
  const done = (await readJson(files.training)) as PicturesTrainingRecord | undefined;
  if (done !== undefined) return done;
  const { weights, bias, labelNames } = await asInputError(`head ${run.headId}`, () => picturedLayer(run));
  await writeFileWhole(files.weights, encodeNpy(weights));
  if (bias !== undefined) await writeFileWhole(files.bias, encodeNpy(bias));
  if (labelNames !== undefined) {
    const lines = labelNames.map((name) => `${name.replaceAll(/[\r\n]+/g, ' ')}\n`);
    await writeFileWhole(files.labels, lines.join(''));
  }
  const record: PicturesTrainingRecord = {
    backend: 'none',
    layer: { numLabels: weights.rows, dim: weights.cols, bias: bias !== undefined },
  };
  await writeJson(files.training, record);
  return record;
}
