import { sigmoidHead } from '@sbn/heads';
import { denseEncoder, selectBackend } from '@sbn/train';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportOnnx } from '../onnx/export-onnx.js';
import { sampleInputs, sampleModel } from '../testing/sample-models.js';
import { exportTensorFlowJs } from '../tfjs/export-tensor-flow-js.js';
import { checkExport } from './check-export.js';

const make = () =>
  sampleModel(
    denseEncoder({ inDim: 3, hidden: [4], seed: 1 }),
    sigmoidHead({ inDim: 4, numLabels: 5, seed: 1 }),
  );

describe('checkExport', () => {
  beforeAll(async () => {
    await selectBackend('cpu');
  });

  it('measures the difference to a model that has changed since', async () => {
    const model = await make();
    const exports = [await exportOnnx(model), await exportTensorFlowJs(model)];
    const bias = model.parameters.find(({ name }) => name === 'head/bias')!;
    const values = await bias.read();
    bias.write(values.map((value, label) => (label === 3 ? value + 0.25 : value)));
    const inputs = sampleInputs(model.encoder, 4);
    for (const exported of exports) {
      const check = await checkExport(model, inputs, exported);
      expect(check.agrees).toBe(false);
      expect(check.logits).toBeGreaterThan(0.1);
      expect(check.logits).toBeLessThan(0.26);
      expect(check.probabilities).toBeGreaterThan(0.01);
      expect(await checkExport(model, inputs, exported, { tolerance: 0.26 })).toMatchObject({ agrees: true });
    }
  });

  it('agrees with no model that gives NaN, even if the export does so, too', async () => {
    const model = await make();
    const bias = model.parameters.find(({ name }) => name === 'head/bias')!;
    bias.write((await bias.read()).map((value, label) => (label === 2 ? Number.NaN : value)));
    for (const exported of [await exportOnnx(model), await exportTensorFlowJs(model)]) {
      const check = await checkExport(model, sampleInputs(model.encoder, 4), exported);
      expect(check).toMatchObject({ agrees: false, logits: Number.POSITIVE_INFINITY });
    }
  });

  it('leaves no tensor behind', async () => {
    const model = await make();
    const exported = await exportTensorFlowJs(model);
    const before = memory().numTensors;
    await checkExport(model, sampleInputs(model.encoder, 4), exported);
    expect(memory().numTensors).toBe(before);
  });

  it('says when a file cannot be run', async () => {
    const model = await make();
    const inputs = sampleInputs(model.encoder, 2);
    await expect(checkExport(model, inputs, Uint8Array.of(1, 2, 3))).rejects.toMatchObject({
      name: 'ExportError',
      code: 'runtime-failed',
      message: expect.stringMatching(/ONNX Runtime refuses the file/),
    });
    const { modelJson, weights } = await exportTensorFlowJs(model);
    const node = modelJson.modelTopology.node.map((entry) => ({
      ...entry,
      op: entry.op === 'Relu' ? 'Rélu' : entry.op,
    }));
    const broken = {
      weights,
      modelJson: { ...modelJson, modelTopology: { ...modelJson.modelTopology, node } },
    };
    await expect(checkExport(model, inputs, broken)).rejects.toMatchObject({
      code: 'runtime-failed',
      message: expect.stringMatching(/TensorFlow\.js refuses the model: .*Rélu/),
    });
  });
});
