// A head with very many labels on one machine: builds it, trains some steps, measures it, and says what that took.
//
//     node 06-a-million-labels.mjs                        20,000 labels
//     node 06-a-million-labels.mjs --labels 1000000       a million: about 2 GiB of memory
//
// The examples are made up: each label has a few words of its own, and an example has the words of its labels.
import { parseArgs } from 'node:util';
import { createRandom, labelSetsFrom } from '@sbn/core';
import { memorySource } from '@sbn/datasets';
import { dftHead, sigmoidBottleneckHead } from '@sbn/heads';
import { adam, bagEncoder, createModel, evaluate, selectBackend, train } from '@sbn/train';

const { values } = parseArgs({
  options: {
    labels: { type: 'string', default: '20000' },
    steps: { type: 'string', default: '20' },
  },
});
const [numLabels, steps] = [Number(values.labels), Number(values.steps)];
if (!(numLabels > 40 && steps > 0)) throw new RangeError('--labels must be over 40 and --steps over 0');
const [batchSize, dim, numWords] = [32, 64, 50_000];

const random = createRandom([1, 'examples']);
const wordsOf = (label) => [label % numWords, (label * 31 + 7) % numWords, (label * 101 + 13) % numWords];
const examples = (count) => {
  const labels = Array.from({ length: count }, () => [...random.sample(numLabels, 1 + random.int(20))]);
  const words = labels.map((set) => [...new Set(set.flatMap(wordsOf))].sort((a, b) => a - b));
  return memorySource({
    inputs: labelSetsFrom(words, numWords),
    labels: labelSetsFrom(labels, numLabels),
  });
};
const data = { train: examples(steps * batchSize) };
const test = examples(256);

await selectBackend('wasm');
const heads = {
  [`bottleneck of width ${dim}`]: () => sigmoidBottleneckHead({ inDim: dim, numLabels, dim, seed: 1 }),
  'DFT head, k = 20, slack 24': () => dftHead({ inDim: dim, numLabels, k: 20, slackDims: 24, seed: 1 }),
};
for (const [words, makeHead] of Object.entries(heads)) {
  let started = performance.now();
  /** Says how long something took and how much memory the process has now. */
  const report = (what) => {
    const seconds = (performance.now() - started) / 1000;
    const mebibytes = process.memoryUsage.rss() / 2 ** 20;
    console.log(`  ${what}: ${seconds.toFixed(2)} s, ${mebibytes.toFixed(0)} MiB of memory`);
    started = performance.now();
  };
  console.log(`${words}: ${numLabels.toLocaleString('en')} labels`);
  const model = createModel({
    encoder: bagEncoder({ numFeatures: numWords, dim, seed: 1 }),
    head: makeHead(),
  });
  report(`built, ${model.numParams.toLocaleString('en')} parameters`);
  const { history } = await train({
    model,
    data,
    optimizer: adam({ learningRate: 0.01 }),
    epochs: 1,
    batchSize,
    seed: 1,
  });
  report(`trained ${steps} steps of ${batchSize} examples, loss ${history[0].trainLoss.toPrecision(3)}`);
  const metrics = await evaluate({ model, source: test, batchSize: 64, pooledAveragePrecision: false });
  report(`evaluated ${metrics.numRows} examples, loss ${metrics.loss.toPrecision(3)}`);
  model.dispose();
}
console.log(`At most ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB of memory`);
