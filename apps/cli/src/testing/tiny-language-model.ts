import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRandom } from '@sbn/core';
import { newFolder } from './tiny-experiment.js';

/** How large {@link writeTinyLanguageModel} makes it. */
export interface TinyLanguageModelOptions {
  readonly numLines?: number;
  readonly epochs?: number;
  /** The heads, as YAML. */
  readonly heads?: string;
  readonly seeds?: readonly number[];
}

/** Each word is followed by one of two: two of three times by the first. */
const followers: Readonly<Record<string, readonly [string, string]>> = {
  the: ['cat', 'dog'],
  cat: ['sat', 'ran'],
  dog: ['ran', 'sat'],
  sat: ['on', 'and'],
  ran: ['and', 'on'],
  on: ['the', 'a'],
  and: ['the', 'a'],
  a: ['dog', 'cat'],
};

/**
 * Writes a text in which each word tells the next but for a coin, and an experiment with language models on it.
 *
 * @returns the folder; the configuration is `tiny.yaml` in it
 */
export async function writeTinyLanguageModel(options: TinyLanguageModelOptions = {}): Promise<string> {
  const { numLines = 120, epochs = 3, seeds = [0] } = options;
  const { heads = '  - { kind: softmax }\n  - { kind: mixture, components: 2 }\n' } = options;
  const folder = await newFolder();
  const random = createRandom([7, 'tiny text']);
  let word = 'the';
  const lines = Array.from({ length: numLines }, () => {
    const words = Array.from({ length: 6 + random.int(8) }, () => {
      const [often, rarely] = followers[word]!;
      word = random.int(3) < 2 ? often : rarely;
      return word;
    });
    return words.join(' ');
  });
  await writeFile(join(folder, 'tiny.txt'), `${lines.join('\n')}\n`);
  await writeFile(
    join(folder, 'tiny.yaml'),
    `task: language-model
name: tiny
data: { kind: text, train: tiny.txt, shares: { valid: 0.15, test: 0.15 } }
model: { embeddingDim: 6, hiddenDims: [6], dropout: { inputs: 0.1, recurrent: 0.1 } }
heads:
${heads}seeds: [${seeds.join(', ')}]
training: { epochs: ${epochs}, batchSize: 4, window: 10, learningRate: 0.05, clipNorm: 1, backend: cpu }
`,
  );
  return folder;
}
