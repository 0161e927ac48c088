import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '@sbn/core';

/** A folder of its own for one test. */
export function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'sbn-cli-'));
}

/** How large {@link writeTinyExperiment} makes it. */
export interface TinyExperimentOptions {
  readonly numExamples?: number;
  readonly epochs?: number;
  /** The heads, as YAML. */
  readonly heads?: string;
  readonly seeds?: readonly number[];
  /** The most labels of an example; 3 when left out. */
  readonly mostLabels?: number;
}

/**
 * Writes a data set of texts that give their labels away (12 labels, at most 3 at a time unless told otherwise), and an experiment on it.
 *
 * @returns the folder; the configuration is `tiny.yaml` in it
 */
export async function writeTinyExperiment(options: TinyExperimentOptions = {}): Promise<string> {
  const { numExamples = 400, epochs = 4, seeds = [0], mostLabels = 3 } = options;
  const { heads = '  - { kind: sigmoid-bottleneck, dim: 2 }\n  - { kind: dft, k: 3, slackDims: 1 }\n' } =
    options;
  const folder = await newFolder();
  const random = createRandom([7, 'tiny']);
  const lines = Array.from({ length: numExamples }, (_, i) => {
    const labels = [...random.sample(12, 1 + random.int(mostLabels))];
    const words = labels.flatMap((label) => [`word${label}`, `sign${label}`]);
    words.push(`noise${random.int(20)}`, `noise${random.int(20)}`);
    return JSON.stringify({
      id: `e${i}`,
      text: words.join(' '),
      labels: labels.map((label) => `label ${label}`),
    });
  });
  await writeFile(join(folder, 'tiny.jsonl'), `${lines.join('\n')}\n`);
  await writeFile(
    join(folder, 'tiny.yaml'),
    `name: tiny
data: { kind: jsonl, train: tiny.jsonl, id: id }
encoder: { kind: bag, dim: 16 }
heads:
${heads}seeds: [${seeds.join(', ')}]
training: { epochs: ${epochs}, batchSize: 16, learningRate: 0.02, backend: cpu }
detection: { workers: 0 }
`,
  );
  return folder;
}
