import { existsSync } from 'node:fs';
import { loadModel, type Model } from '@sbn/train';
import { runFiles } from './run-files.js';

/** The model of a finished training: its best parameters, or the last ones where nothing was monitored. */
export function loadTrainedModel(folder: string): Promise<Model> {
  const { bestCheckpoint, lastCheckpoint } = runFiles(folder);
  return loadModel(existsSync(bestCheckpoint) ? bestCheckpoint : lastCheckpoint);
}
