import { existsSync } from 'node:fs';
import { readNumpyMatrix, readNumpyVector } from '@sbn/datasets';
import { detectLabelSets } from '../experiment/detect-label-sets.js';
import { runFiles } from '../experiment/run-files.js';
import type { DetectionRecord } from '../experiment/run-records.js';

/**
 * Asks for every class of a run's output layer whether it can win; goes on where an earlier session stopped.
 *
 * @param options.onProgress told how many of the classes are decided
 * @returns undefined where no linear layer decides (mixtures)
 */
export async function detectClasses(options: {
  /** The run's folder. */
  readonly path: string;
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}): Promise<DetectionRecord | undefined> {
  const { path, workers, signal, onProgress } = options;
  const files = runFiles(path);
  if (!existsSync(files.weights)) return undefined;
  const weights = await readNumpyMatrix(files.weights);
  return detectLabelSets({
    weights,
    bias: existsSync(files.bias) ? await readNumpyVector(files.bias) : undefined,
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
    onProgress: (count) => onProgress(count, weights.rows),
  });
}
