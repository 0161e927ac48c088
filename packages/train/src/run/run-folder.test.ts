import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseNpy } from '@sbn/datasets';
import { dftHead, sigmoidHead, softmaxHead } from '@sbn/heads';
import { tensor2d, variable } from '@tensorflow/tfjs-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestBackend } from '../testing/start-backends.js';
import { exportOutputLayer } from './export-output-layer.js';
import { openRunFolder } from './run-folder.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'run-'));
});
afterEach(() => rm(root, { recursive: true }));

it('is created, locked, cleaned and given back', async () => {
  const path = join(root, 'deep', 'run');
  const folder = await openRunFolder(path);
  await expect(openRunFolder(path)).rejects.toMatchObject({ name: 'InputError', code: 'folder-locked' });
  await folder.writeConfig({ a: 1 });
  await folder.writeEvaluation({ loss: 0.5 });
  expect(JSON.parse(await readFile(folder.configFile, 'utf8'))).toEqual({ a: 1 });
  expect(JSON.parse(await readFile(folder.evaluationFile, 'utf8'))).toEqual({ loss: 0.5 });
  await writeFile(join(path, 'checkpoints', '.last.safetensors.1-00000000.sbn-partial'), 'half');
  await folder.release();
  await (await openRunFolder(path)).release();
  expect((await readdir(path)).sort()).toEqual(['checkpoints', 'config.json', 'evaluation.json']);
  expect(await readdir(join(path, 'checkpoints'))).toEqual([]);
});

it('says why it cannot be made', async () => {
  const file = join(root, 'file');
  await writeFile(file, '');
  await expect(openRunFolder(file)).rejects.toMatchObject({ name: 'InputError', code: 'folder-unusable' });
});

it('takes the output layer as .npy files', async () => {
  await startTestBackend('cpu');
  const folder = join(root, 'output-layer');
  const full = sigmoidHead({ inDim: 3, numLabels: 4, seed: 1 });
  const layer = await exportOutputLayer(full, folder, { labelNames: ['a', 'b\nb', 'ü', ''] });
  const weights = parseNpy(await readFile(join(folder, 'weights.npy')));
  expect(weights.shape).toEqual([4, 3]);
  expect(weights.data).toEqual(layer.weights.data);
  expect(parseNpy(await readFile(join(folder, 'bias.npy'))).data).toEqual(layer.bias);
  expect(await readFile(join(folder, 'labels.txt'), 'utf8')).toBe('a\nb b\nü\n\n');
  // Another head in the same folder: what it does not have goes away.
  const dft = dftHead({ inDim: 3, numLabels: 4, k: 1, seed: 1 });
  await exportOutputLayer(dft, folder);
  expect((await readdir(folder)).sort()).toEqual(['structure.json', 'weights.npy']);
  expect(JSON.parse(await readFile(join(folder, 'structure.json'), 'utf8'))).toMatchObject({
    kind: 'trigonometric',
    k: 1,
  });
  await expect(exportOutputLayer(dft, folder, { labelNames: ['a'] })).rejects.toThrow(
    '4 labels need as many labelNames',
  );
  full.dispose();
  dft.dispose();
});

it('takes weights that are an embedding table from whoever has them', async () => {
  await startTestBackend('cpu');
  const folder = join(root, 'output-layer');
  const data = Float32Array.of(1, 2, 3, 4, 5, 6);
  const table = variable(tensor2d(data, [3, 2]));
  const head = softmaxHead({ inDim: 2, numLabels: 3, seed: 1, tiedTo: table });
  await exportOutputLayer(head, folder, { tiedTo: { shape: [3, 2], data } });
  expect([...parseNpy(await readFile(join(folder, 'weights.npy'))).data]).toEqual([...data]);
  await expect(exportOutputLayer(head, folder)).rejects.toThrow(TypeError);
  head.dispose();
  table.dispose();
});
