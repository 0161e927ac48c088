// One training that can be killed at any moment: `node training-child.mjs FOLDER`. It goes on from where the folder
// stands, says `started` when the loop begins, and `done` at the end.
import { createRandom, labelSetsFrom } from '@sbn/core';
import { memorySource } from '@sbn/datasets';
import { sigmoidBottleneckHead } from '@sbn/heads';
import { adam, bagEncoder, createModel, linearWarmup, selectBackend, train } from '@sbn/train';

const [folder] = process.argv.slice(2);
const numLabels = 40;
const numFeatures = 3000;
const examples = (count, seed) => {
  const random = createRandom([seed, 'kill-and-resume']);
  const words = [];
  const labels = [];
  for (let row = 0; row < count; row++) {
    const set = [...random.sample(numLabels, 1 + random.int(3))];
    labels.push(set);
    words.push([...new Set([...set.map((label) => label * 7), ...random.sample(numFeatures, 6)])]);
  }
  return memorySource({
    inputs: labelSetsFrom(words, numFeatures),
    labels: labelSetsFrom(labels, numLabels),
  });
};

await selectBackend('wasm');
const model = createModel({
  encoder: bagEncoder({ numFeatures, dim: 32, dropout: 0.2, seed: 1 }),
  head: sigmoidBottleneckHead({ inDim: 32, numLabels, dim: 10, seed: 1 }),
});
const result = await train({
  model,
  data: { train: examples(640, 1), valid: examples(96, 2) },
  optimizer: adam({ learningRate: 0.01, groups: [{ match: 'encoder/', learningRate: 0.03 }] }),
  schedule: linearWarmup({ steps: 30 }),
  epochs: 6,
  batchSize: 16,
  seed: 5,
  engine: 'fused',
  threads: 2,
  clipNorm: 1,
  monitor: { metric: 'f1At3' },
  folder,
  checkpointEverySteps: 7,
  logEverySteps: 3,
  resume: true,
  onEvent: ({ event }) => {
    if (event === 'start' || event === 'resume') process.stdout.write('started\n');
  },
});
process.stdout.write(`done ${result.stoppedBecause} ${result.steps}\n`);
