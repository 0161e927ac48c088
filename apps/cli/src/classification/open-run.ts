import { existsSync } from 'node:fs';
import { InputError } from '@sbn/core';
import { openRunFolder } from '@sbn/train';
import { runOf } from '../experiment/run-config.js';
import { runFiles } from '../experiment/run-files.js';
import type { Terminal } from '../terminal/terminal.js';
import { readRunConfig } from './run-config.js';
import { sharedWork } from './shared-work.js';
import type { StageContext } from './train-stage.js';

/** Works on a run that is trained, alone in its folder. */
export async function withTrainedRun<T>(
  options: { readonly path: string; readonly terminal: Terminal; readonly signal: AbortSignal },
  work: (context: StageContext) => Promise<T>,
): Promise<T> {
  const { path, terminal, signal } = options;
  const config = await readRunConfig(path);
  if (!existsSync(runFiles(path).training)) {
    throw new InputError(`${path}: this run is not trained to the end. Finish it with sbn train first`, {
      code: 'not-trained',
    });
  }
  const folder = await openRunFolder(path);
  try {
    const shared = sharedWork({ data: config.data, backend: config.training.backend, terminal, signal });
    return await work({
      run: { ...runOf(config), head: config.head },
      config,
      folder,
      ...shared,
      progress: terminal.progress,
      prefix: '',
      signal,
    });
  } finally {
    await folder.release();
  }
}
