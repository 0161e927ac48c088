import { rm } from 'node:fs/promises';
import { runFiles } from './run-files.js';

/** Removes what was made from a run's parameters, before others come, so that it never stands beside them. */
export async function removeResults(folder: string): Promise<void> {
  const { training, evaluation, detection, verdicts, radii } = runFiles(folder);
  for (const file of [training, evaluation, detection, verdicts, radii]) await rm(file, { force: true });
}
