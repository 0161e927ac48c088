import { existsSync } from 'node:fs';
import { InputError } from '@sbn/core';
import { type Checkpoint, readCheckpoint, type TrainState } from '../run/checkpoint.js';
import type { RunFolder } from '../run/run-folder.js';
import { checkSameConfig } from './check-same-config.js';
import type { EpochConfig, EpochPlan } from './epoch-plan.js';

/**
 * The checkpoint that a training is to go on from; undefined where it starts at the beginning.
 *
 * @throws InputError with code `run-exists` (there is one, and `resume` is not set), `config-changed`, `file-corrupt`,
 *   `not-a-checkpoint`; TypeError when `resume` is set without a folder
 */
export async function findCheckpoint(
  { place, options, config, checkpointFormat }: EpochPlan,
  folder: RunFolder | undefined,
): Promise<Checkpoint<TrainState, EpochConfig> | undefined> {
  const { resume = false } = options;
  if (folder === undefined) {
    if (resume) throw new TypeError(`${place}: resume needs a folder`);
    return undefined;
  }
  if (!existsSync(folder.lastCheckpoint)) return undefined;
  if (!resume) {
    throw new InputError('already holds a run.', {
      code: 'run-exists',
      file: folder.path,
      hint: 'Resume it, or choose another folder.',
    });
  }
  const checkpoint = await readCheckpoint<TrainState, EpochConfig>(folder.lastCheckpoint, checkpointFormat);
  checkSameConfig(config, checkpoint.config, folder.lastCheckpoint);
  return checkpoint;
}
