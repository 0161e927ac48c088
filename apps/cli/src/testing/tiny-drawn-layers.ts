import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newFolder } from './tiny-experiment.js';

/**
 * Writes a study of drawn layers that takes a second: a layer with fixed columns with and without slack, and random ones.
 *
 * @param lines more lines of YAML at the end
 * @returns the folder; the configuration is `tiny.yaml` in it
 */
export async function writeTinyDrawnLayers(lines = ''): Promise<string> {
  const folder = await newFolder();
  await writeFile(
    join(folder, 'tiny.yaml'),
    `name: tiny
task: drawn-layers
numLabels: [12, 40]
k: 2
heads:
  - kind: dft
    slackDims: [0, 8]
  - kind: gaussian
    extraDims: [0, 8]
labelSets: { count: 25 }
${lines}`,
  );
  return folder;
}
