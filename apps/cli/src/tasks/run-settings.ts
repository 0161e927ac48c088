import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@sbn/core';
import { openRunFolder } from '@sbn/train';
import { findDifference } from '../experiment/find-difference.js';
import { readJson } from '../files/read-json.js';
import { requireRunConfig } from './read-folder.js';

/**
 * Refuses a folder whose run was trained with other settings.
 *
 * @param earlier what the trained parameters depend on, as the folder has it, and `now` as it is to be
 */
export function requireSameSettings(path: string, earlier: unknown, now: unknown): void {
  const difference = findDifference(earlier, now);
  if (difference !== undefined) {
    throw otherSettings(path, `${difference.key} was ${difference.before} and is now ${difference.after}`);
  }
}

/** A folder holds a run with other settings: which, in words. */
export function otherSettings(path: string, words: string): InputError {
  return new InputError(`${path} holds a run with other settings: ${words}.`, {
    code: 'other-settings',
    hint: 'Use the same settings, another name or folder, or --fresh to throw that run away.',
  });
}

/** Throws a run away, where there is one. */
export async function removeRun(path: string): Promise<void> {
  if (!existsSync(path)) return;
  // Only ever what is a run: --fresh with a wrong folder must not empty it.
  requireRunConfig(path, (await readJson(join(path, 'config.json'))) as object | undefined);
  // Waits for nobody: refuses when another process is at work there.
  await (await openRunFolder(path)).release();
  await rm(path, { recursive: true });
}
