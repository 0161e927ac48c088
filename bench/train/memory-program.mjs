// Trains a few steps in a process of its own and says how much memory that took. Prints one line of JSON.
//
//   node memory-program.mjs '{ head, batchSize, threads, evaluates }'
import { createRandom, labelSetsFrom } from '@sbn/core';
import { memorySource } from '@sbn/datasets';
import { dftHead, sigmoidBottleneckHead } from '@sbn/heads';
import { adam, createModel, denseEncoder, evaluate, selectBackend, train } from '@sbn/train';
import { cardinality } from './settings.mjs';

const { head: definition, batchSize, threads, evaluates = false } = JSON.parse(process.argv[2]);
const numSteps = 4;
const mebi = 2 ** 20;
// The most that was resident since the process started, in KiB.
const peakMiB = () => process.resourceUsage().maxRSS / 1024;

const { kind, ...options } = definition;
const { inDim, numLabels } = options;
await selectBackend('cpu');
const random = createRandom([7, 'bench-train-memory']);
const numRows = batchSize * numSteps;
const source = memorySource({
  inputs: {
    numRows,
    numCols: inDim,
    data: Float32Array.from({ length: numRows * inDim }, () => random.normal()),
  },
  labels: labelSetsFrom(
    Array.from({ length: numRows }, () => [...random.sample(numLabels, cardinality)].sort((a, b) => a - b)),
    numLabels,
  ),
});
const startMiB = peakMiB();
const started = performance.now();
const head =
  kind === 'bsl' ? sigmoidBottleneckHead({ ...options, seed: 1 }) : dftHead({ ...options, seed: 1 });
const model = createModel({ encoder: denseEncoder({ inDim, seed: 1 }), head });
const openedMiB = peakMiB();
const losses = [];
let stepsFrom;
await train({
  model,
  data: { train: source },
  optimizer: adam(),
  epochs: 1,
  batchSize,
  threads,
  seed: 1,
  onEvent: (event) => {
    if (event.event !== 'step') return;
    stepsFrom ??= performance.now();
    losses.push(event.loss);
  },
});
const ended = performance.now();
const trainedMiB = peakMiB();
let report;
if (evaluates) report = await evaluate({ model, source, batchSize });
console.log(
  JSON.stringify({
    numParams: model.numParams,
    weightsMiB: (4 * model.numParams) / mebi,
    startMiB,
    openedMiB,
    trainedMiB,
    peakMiB: peakMiB(),
    stepMilliseconds: (ended - stepsFrom) / (numSteps - 1),
    seconds: (ended - started) / 1000,
    losses,
    ...(evaluates ? { evaluatedLoss: report.loss, evaluateSeconds: (performance.now() - ended) / 1000 } : {}),
  }),
);
process.exit(0);
