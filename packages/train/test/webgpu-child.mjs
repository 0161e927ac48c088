// One training step on WebGPU, after which nothing must keep the process alive. Says on one line what it did.
import { labelSetsFrom } from '@sbn/core';
import { memorySource } from '@sbn/datasets';
import { sigmoidHead } from '@sbn/heads';
import { createModel, denseEncoder, selectBackend, train } from '@sbn/train';

const { name, details } = await selectBackend('webgpu');
const model = createModel({
  encoder: denseEncoder({ inDim: 2, seed: 1 }),
  head: sigmoidHead({ inDim: 2, numLabels: 3, seed: 1 }),
});
const data = Float32Array.of(1, 0, 0, 1);
const source = memorySource({
  inputs: { numRows: 2, numCols: 2, data },
  labels: labelSetsFrom([[0], [2]], 3),
});
const { steps } = await train({ model, data: { train: source }, epochs: 1, batchSize: 2, seed: 1 });
console.log(JSON.stringify({ name, device: details.device, steps }));
