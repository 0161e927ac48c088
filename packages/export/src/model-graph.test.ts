import { sigmoidHead, softmaxHead } from '@sbn/heads';
import { createModel, denseEncoder, selectBackend } from '@sbn/train';
import { ones, variable } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { exportOnnx } from './onnx/export-onnx.js';
import { exportTensorFlowJs } from './tfjs/export-tensor-flow-js.js';

const encoder = () => denseEncoder({ inDim: 4, seed: 1 });
const head = () => sigmoidHead({ inDim: 4, numLabels: 3, seed: 1 });

describe.each([
  ['exportOnnx', exportOnnx],
  ['exportTensorFlowJs', exportTensorFlowJs],
] as const)('%s', (name, exportModel) => {
  beforeAll(async () => {
    await selectBackend('cpu');
  });

  it("refuses a head that has somebody else's weights", async () => {
    const table = variable(ones([3, 4]));
    const tied = softmaxHead({ inDim: 4, numLabels: 3, seed: 1, tiedTo: table });
    await expect(exportModel(createModel({ encoder: encoder(), head: tied }))).rejects.toMatchObject({
      name: 'ExportError',
      code: 'tied-weights',
      message: expect.stringMatching(
        new RegExp(`^${name}: the weights of the softmax head are somebody else's`),
      ),
    });
  });

  it("refuses somebody else's head or encoder, whatever it says it is", async () => {
    const otherHead = createModel({ encoder: encoder(), head: { ...head() } });
    await expect(exportModel(otherHead)).rejects.toMatchObject({
      code: 'not-built-in',
      message: expect.stringMatching(
        /the head \(of kind "sigmoid"\) was not made by a factory of @sbn\/heads/,
      ),
    });
    const otherEncoder = createModel({ encoder: { ...encoder() }, head: head() });
    await expect(exportModel(otherEncoder)).rejects.toMatchObject({
      code: 'not-built-in',
      message: expect.stringMatching(
        /the encoder \(of kind "dense"\) was not made by a factory of @sbn\/train/,
      ),
    });
  });
});
