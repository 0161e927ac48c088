// One whole training of ours as a command: reads the file, trains, writes the model. Then, when the clock of the caller
// has stopped, it predicts the best label of every test example.
//
//   node epoch-program.mjs '{ train, test, out, dim, epochs, batchSize, learningRate, threads }'
import { writeFileSync } from 'node:fs';
import { loadFastText, memorySource } from '@sbn/datasets';
import { sigmoidHead } from '@sbn/heads';
import {
  adam,
  bagEncoder,
  cosineSchedule,
  createModel,
  predict,
  saveModel,
  selectBackend,
  train,
} from '@sbn/train';

const options = JSON.parse(process.argv[2]);
const { dim, epochs, batchSize, learningRate, threads } = options;
await selectBackend('wasm');
const { splits, numLabels, inputDim, labelNames } = await loadFastText({
  train: options.train,
  test: options.test,
  split: { valid: 0 },
});
const model = createModel({
  encoder: bagEncoder({ numFeatures: inputDim, dim, reduce: 'sum', seed: 1 }),
  head: sigmoidHead({ inDim: dim, numLabels, seed: 1 }),
});
await train({
  model,
  data: { train: memorySource(splits.train) },
  optimizer: adam({ learningRate }),
  schedule: cosineSchedule({ steps: epochs * Math.ceil(splits.train.labels.numRows / batchSize) }),
  epochs,
  batchSize,
  threads,
  seed: 1,
});
await saveModel(model, options.out);
console.log('trained');
const best = [];
for await (const { labels } of predict({ model, source: memorySource(splits.test), topK: 1 })) {
  best.push(labelNames[labels[0]]);
}
writeFileSync(`${options.out}.predictions`, `${best.join('\n')}\n`);
process.exit(0); // Threads of the backend do not keep the caller waiting.
