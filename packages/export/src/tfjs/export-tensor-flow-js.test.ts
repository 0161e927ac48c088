import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sigmoidHead } from '@sbn/heads';
import { denseEncoder, selectBackend } from '@sbn/train';
import { readOutputLayer } from '@sbn/weights';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveExport } from '../files/save-export.js';
import { sampleInputs, sampleModel } from '../testing/sample-models.js';
import { exportTensorFlowJs } from './export-tensor-flow-js.js';

describe('exportTensorFlowJs', () => {
  let folder: string;
  let server: Server;
  beforeAll(async () => {
    await selectBackend('cpu');
    folder = await mkdtemp(join(tmpdir(), 'sbn-export-tfjs-'));
    server = createServer(async ({ url }, response) => response.end(await readFile(join(folder, url!))));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true });
  });

  // 6 MB of weights: two files.
  const make = () =>
    sampleModel(
      denseEncoder({ inDim: 1500, hidden: [1000], seed: 1 }),
      sigmoidHead({ inDim: 1000, numLabels: 3, seed: 1 }),
    );

  it('gives files that tf.loadGraphModel reads from a server', async () => {
    const model = await make();
    await saveExport(await exportTensorFlowJs(model), join(folder, 'model'));
    const { port } = server.address() as AddressInfo;
    const loaded = await tf.loadGraphModel(`http://127.0.0.1:${port}/model/model.json`);
    expect(loaded.inputs).toMatchObject([{ name: 'inputs', shape: [-1, 1500], dtype: 'float32' }]);
    expect(loaded.outputs.map(({ name }) => name)).toEqual(['logits', 'probabilities']);
    const inputs = sampleInputs(model.encoder, 2);
    const rows = tf.tensor2d((inputs as { data: Float32Array }).data, [2, 1500]);
    const [logits] = loaded.predict({ inputs: rows }) as tf.Tensor[];
    const expected = [...model.logits(inputs).dataSync()];
    [...logits!.dataSync()].forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 3);
    });
  });

  it('gives a model whose output layer @sbn/weights reads', async () => {
    const model = await make();
    await saveExport(await exportTensorFlowJs(model), join(folder, 'layer'));
    const read = await readOutputLayer({ weights: join(folder, 'layer'), numLabels: 3 });
    const { weights, bias } = model.head.outputLayer();
    expect(read.weights).toEqual(weights);
    expect(read.bias).toEqual(bias);
  });

  it('says what the model is for', async () => {
    const model = await make();
    const { modelJson } = await exportTensorFlowJs(model, {
      labelNames: ['a', 'b', 'c'],
      metadata: { size: '3' },
    });
    expect(modelJson.userDefinedMetadata).toEqual({ output: 'labels', labels: '["a","b","c"]', size: '3' });
    await expect(exportTensorFlowJs(model, { labelNames: [] })).rejects.toThrow(
      /exportTensorFlowJs: labelNames/,
    );
  });
});
