import { averagedSigmoidHead, sigmoidHead } from '@sbn/heads';
import { type BackendName, denseEncoder, selectBackend } from '@sbn/train';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportOnnx } from '../onnx/export-onnx.js';
import { sampleEncoders, sampleHeads, sampleInputs, sampleModel } from '../testing/sample-models.js';
import { exportTensorFlowJs } from '../tfjs/export-tensor-flow-js.js';
import { checkExport } from './check-export.js';

const cases = [
  ...Object.entries(sampleHeads).map(
    ([name, head]) => [name, () => denseEncoder({ inDim: 6, seed: 1 }), head] as const,
  ),
  ...Object.entries(sampleEncoders).map(
    ([name, encoder]) => [name, encoder, () => sigmoidHead({ inDim: 6, numLabels: 13, seed: 1 })] as const,
  ),
  [
    'averaged sigmoid over the positions of a map',
    sampleEncoders['convolution to a map of 1 x 2 x 3']!,
    () => averagedSigmoidHead({ inDim: 6, positions: 2, numLabels: 13, seed: 1 }),
  ] as const,
];

/** Those that run anywhere, and those that SBN_TEST_BACKENDS names. */
const backends = new Set(['cpu', 'wasm', ...(process.env.SBN_TEST_BACKENDS ?? '').split(',')]);
backends.delete('');

describe.each([...backends] as BackendName[])('on %s', (backend) => {
  beforeAll(async () => {
    await selectBackend(backend);
  });

  it.each(cases)('TensorFlow.js computes what the model does: %s', async (_, encoder, head) => {
    const model = await sampleModel(encoder(), head());
    const exported = await exportTensorFlowJs(model);
    for (const numRows of [1, 9]) {
      expect(await checkExport(model, sampleInputs(model.encoder, numRows), exported)).toMatchObject({
        runtime: `TensorFlow.js 4.22.0 on ${backend}`,
        numRows,
        agrees: true,
      });
    }
    model.dispose();
  });

  it.each(cases)('ONNX Runtime computes what the model does: %s', async (_, encoder, head) => {
    const model = await sampleModel(encoder(), head());
    const exported = await exportOnnx(model);
    for (const numRows of [1, 9]) {
      expect(await checkExport(model, sampleInputs(model.encoder, numRows), exported)).toMatchObject({
        runtime: 'onnxruntime-web 1.30.0',
        numRows,
        agrees: true,
      });
    }
    model.dispose();
  });

  it.each(Object.entries(sampleHeads))(
    'both do at features of 1e3, where a careless graph gives NaN: %s',
    async (_, head) => {
      const model = await sampleModel(denseEncoder({ inDim: 6, seed: 1 }), head());
      const inputs = sampleInputs(model.encoder, 5, 1e3);
      // A sum of terms of 1e3 whose result is near 0 is right to 1e-4, and then so is its probability.
      const check = (exported: Parameters<typeof checkExport>[2]) =>
        checkExport(model, inputs, exported, { tolerance: 1e-3 });
      expect(await check(await exportOnnx(model))).toMatchObject({ agrees: true });
      expect(await check(await exportTensorFlowJs(model))).toMatchObject({ agrees: true });
      model.dispose();
    },
  );
});
