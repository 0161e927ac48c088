import { loadModel, type Model } from '@sbn/train';
import { measureFit } from '@sbn/train/synthetic';
import { runFiles } from '../experiment/run-files.js';
import { showStage } from '../experiment/run-stage.js';
import { readJson } from '../files/read-json.js';
import { writeJson } from '../files/write-whole.js';
import { formatShare } from '../terminal/format-number.js';
import type { SyntheticEvaluationRecord } from './synthetic-records.js';
import type { SyntheticStage } from './synthetic-stage.js';

/**
 * Measures how close a fitted head comes to the truth; does nothing where that is done.
 *
 * @param fitted the model, where it is in memory
 */
export async function measureStage(
  stage: SyntheticStage,
  fitted: Model | undefined,
): Promise<SyntheticEvaluationRecord> {
  const { folder, signal } = stage;
  const { evaluation: file } = runFiles(folder.path);
  const done = (await readJson(file)) as SyntheticEvaluationRecord | undefined;
  if (done !== undefined) return done;

  const truth = await stage.truth();
  await stage.backend();
  const model = fitted ?? (await loadModel(folder.lastCheckpoint));
  try {
    return await showStage(stage, 'Evaluate', {}, async (task) => {
      const { ranks, ...measured } = await measureFit({ model, truth, signal });
      const { numericalRank, energyRank, energyLoss } = ranks;
      const record = { entropy: truth.entropy, ...measured, numericalRank, energyRank, energyLoss };
      await writeJson(file, record);
      task.done(
        `${record.divergence.toPrecision(3)} nats over the truth's entropy, ${formatShare(record.matchedModes)} of the modes`,
      );
      return record;
    });
  } finally {
    if (fitted === undefined) model.dispose();
  }
}
