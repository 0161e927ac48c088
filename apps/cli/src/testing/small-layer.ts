import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createMatrix } from '@sbn/core';
import { encodeNpy } from '@sbn/datasets';
import { newFolder } from './tiny-experiment.js';

/**
 * Writes a layer of three labels on two features whose rows add up to zero: all three labels together, and none of
 * them, cannot be output without a bias; every other set can.
 *
 * @returns the folder, with W.npy, W-transposed.npy, labels.txt and sets.jsonl (all eight sets)
 */
export async function writeSmallLayer(): Promise<string> {
  const folder = await newFolder();
  await writeFile(join(folder, 'W.npy'), encodeNpy(createMatrix(3, 2, [1, 0, 0, 1, -1, -1])));
  await writeFile(join(folder, 'W-transposed.npy'), encodeNpy(createMatrix(2, 3, [1, 0, -1, 0, 1, -1])));
  await writeFile(join(folder, 'labels.txt'), 'cat\ndog\nbird\n');
  const sets = ['[]', '[0]', '[1]', '{"labels":["bird"]}', '[1,0]', '[0,2]', '[1,2]', '[0,1,2]'];
  await writeFile(join(folder, 'sets.jsonl'), `${sets.join('\n')}\n`);
  return folder;
}
