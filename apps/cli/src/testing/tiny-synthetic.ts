import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newFolder } from './tiny-experiment.js';

/**
 * Writes a synthetic experiment that takes a second: two heads at two widths.
 *
 * @param lines more lines of YAML at the end
 * @returns the folder; the configuration is `tiny.yaml` in it
 */
export async function writeTinySynthetic(lines = ''): Promise<string> {
  const folder = await newFolder();
  await writeFile(
    join(folder, 'tiny.yaml'),
    `name: tiny
task: synthetic
truth: { kind: low-rank, contexts: 20, classes: 12, rank: 6, temperature: 0.5 }
dims: [1, 3]
heads:
  - kind: softmax
  - { kind: mixture, components: 2, member: sigsoftmax }
training: { steps: 60, learningRate: 0.05, backend: cpu }
${lines}`,
  );
  return folder;
}
