import { existsSync } from 'node:fs';
import { readNumpyMatrix, readNumpyVector } from '@sbn/datasets';
import { detectLabelSets } from '../detection/detect-label-sets.js';
import type { DetectionRecord } from '../detection/detection-record.js';
import { runFiles } from '../experiment/run-files.js';
import { type RunStage, showStage } from '../experiment/run-stage.js';
import { readJson } from '../files/read-json.js';
import { formatInteger } from '../terminal/format-number.js';
import type { ClassDetectionConfig } from './class-detection-config.js';

/**
 * Asks for every class of a run's output layer whether it can win; goes on where an earlier session stopped, and does
 * nothing where all are decided.
 *
 * @param unit what a class is in this task, in the plural
 * @returns undefined where the configuration leaves it out, and where no linear layer decides (mixtures)
 */
export async function detectClassesStage(
  stage: Omit<RunStage, 'config'>,
  { enabled, workers }: ClassDetectionConfig,
  unit: string,
): Promise<DetectionRecord | undefined> {
  const { folder, signal } = stage;
  const files = runFiles(folder.path);
  if (!enabled || !existsSync(files.weights)) return undefined;
  const done = (await readJson(files.detection)) as DetectionRecord | undefined;
  if (done?.complete) return done;
  const weights = await readNumpyMatrix(files.weights);
  const bias = existsSync(files.bias) ? await readNumpyVector(files.bias) : undefined;
  const shown = { total: weights.rows, unit, stopped: 'stopped, saved' };
  return showStage(stage, 'Decide', shown, async (task) => {
    const record = await detectLabelSets({
      weights,
      bias,
      rule: 'argmax',
      margin: 'any',
      acceptMarginBound: 0,
      labelSets: function* () {
        for (let label = 0; label < weights.rows; label++) yield { labels: [label] };
      },
      labelSetsFrom: 'every class',
      workers,
      signal,
      verdictsFile: files.verdicts,
      summaryFile: files.detection,
      onProgress: (count) => task.update(count),
    });
    task.done(`${formatInteger(record.unargmaxable)} of ${formatInteger(record.total)} can never win`);
    return record;
  });
}
