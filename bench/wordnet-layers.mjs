// Output layers trained on WordNet (2,043 labels) and its test label sets, for the benchmarks. Training happens in a
// process of its own, once: the numbers are kept in bench/.cache.
//
// Run as a program it trains into the folder that it is given.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMatrix, uniqueLabelSets } from '@sbn/core';
import { encodeNpy, memorySource, parseNpy, wordnet } from '@sbn/datasets';

// Raise the number when anything below changes what gets trained.
const folder = join(import.meta.dirname, '.cache', 'wordnet-2043-v1');
const k = 23; // the most labels that a definition has

/** @returns `{ layers: { bsl, dft }, sets }`: each layer `{ weights }`, and the different test label sets */
export async function wordnetLayers() {
  if (!existsSync(folder)) {
    console.log('Training two output layers on WordNet (once; kept in bench/.cache) …');
    const child = spawn(process.execPath, [import.meta.filename, folder], { stdio: 'inherit' });
    const code = await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    if (code !== 0) throw new Error(`Training on WordNet ended with code ${code}`);
  }
  const { layers, sets } = JSON.parse(readFileSync(join(folder, 'layers.json'), 'utf8'));
  const read = (name) => {
    const { shape, data } = parseNpy(readFileSync(join(folder, `${name}.npy`)));
    return createMatrix(shape[0], shape[1], data);
  };
  return {
    sets,
    layers: Object.fromEntries(Object.keys(layers).map((name) => [name, { weights: read(name) }])),
  };
}

async function trainLayers(target) {
  const { dftHead, sigmoidBottleneckHead } = await import('@sbn/heads');
  const { adam, bagEncoder, cosineSchedule, createModel, selectBackend, train } = await import('@sbn/train');
  const { name: backend } = await selectBackend('auto');
  const { splits, numLabels, inputDim } = await wordnet();
  const dim = 128;
  const epochs = 2;
  const batchSize = 128;
  const heads = {
    bsl: sigmoidBottleneckHead({ inDim: dim, numLabels, dim: 50, seed: 1 }),
    dft: dftHead({ inDim: dim, numLabels, k, slackDims: 25, seed: 1 }),
  };
  const partial = `${target}.part`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  const layers = {};
  for (const [name, head] of Object.entries(heads)) {
    const source = memorySource(splits.train);
    const steps = epochs * Math.ceil(splits.train.labels.numRows / batchSize);
    const model = createModel({
      encoder: bagEncoder({ numFeatures: inputDim, dim, reduce: 'sum', seed: 1 }),
      head,
    });
    const started = performance.now();
    await train({
      model,
      data: { train: source },
      optimizer: adam({ learningRate: 0.01 }),
      schedule: cosineSchedule({ steps }),
      epochs,
      batchSize,
      seed: 1,
    });
    const seconds = (performance.now() - started) / 1e3;
    const { weights, bias } = head.outputLayer();
    if (bias !== undefined) throw new Error(`${name}: the benchmark expects a layer without a bias`);
    writeFileSync(
      join(partial, `${name}.npy`),
      encodeNpy({ shape: [weights.rows, weights.cols], data: weights.data }),
    );
    layers[name] = { backend, seconds };
    console.log(`  ${name}: ${weights.rows} × ${weights.cols}, ${seconds.toFixed(0)} s on ${backend}`);
    model.dispose();
  }
  const { sets } = uniqueLabelSets(splits.test.labels);
  const lists = Array.from({ length: sets.numRows }, (_, row) => [
    ...sets.indices.subarray(sets.offsets[row], sets.offsets[row + 1]),
  ]).filter((labels) => labels.length > 0);
  writeFileSync(join(partial, 'layers.json'), JSON.stringify({ layers, sets: lists }));
  renameSync(partial, target);
}

if (process.argv[1] === import.meta.filename) await trainLayers(process.argv[2]);
