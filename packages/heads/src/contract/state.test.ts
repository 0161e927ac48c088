import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { isClassHead } from '../class-head.js';
import type { HeadConfig } from '../definitions/head-config.js';
import { scoreFunctionOf } from '../definitions/linear-class-head.js';
import type { Head } from '../head.js';
import type { HeadWeights } from '../head-weights.js';
import { headFromConfig } from '../heads/head-from-config.js';
import { loadHead } from '../heads/load-head.js';
import { outputLayerFromSavedHead } from '../heads/output-layer-from-saved-head.js';
import { saveHead } from '../heads/save-head.js';
import type { OutputLayer } from '../output-layer.js';
import { describeEveryHead } from '../testing/describe-every-head.js';
import { expectClose } from '../testing/expect-close.js';
import { isLinearClassHead, scoreReference } from '../testing/reference-head.js';
import { normals } from '../testing/sample-data.js';

describeEveryHead((subject) => {
  const {
    config,
    output,
    cols,
    tiedCols,
    numParams,
    numWeights,
    backend,
    batch,
    features,
    labels,
    make,
    tie,
    tiedValues,
    readReference,
    reference,
  } = subject;
  const { inDim, numLabels } = config;
  // Node has no canvas, through which the WebGPU backend would read.
  const readsSynchronously = backend !== 'webgpu';

  it('tells its kind, sizes and parameters', () => {
    const head = make();
    expect([head.kind, head.inDim, head.numLabels]).toEqual([config.kind, inDim, numLabels]);
    expect([head.output, isClassHead(head)]).toEqual([output, output === 'classes']);
    for (const name of Object.keys(head.learningRates)) expect(head.parameterNames).toContain(name);
    expect([head.numParams, head.numWeights]).toEqual([numParams, numWeights]);
    expect(head.variables.reduce((sum, { size }) => sum + size, 0)).toBe(numParams);
    expect(head.variables.map(({ name }) => name)).toEqual(
      head.parameterNames.map((name) => `${config.kind}/${name}`),
    );
    const second = make();
    expect(second.variables[0]!.name).toBe(`${config.kind}_1/${head.parameterNames[0]}`);
    head.dispose();
    second.dispose();
  });

  it('starts from the same bits for the same seed, from others for another', async () => {
    const [first, again, other] = [make(), make(), make({ seed: 8 })];
    expect(await again.readWeights()).toEqual(await first.readWeights());
    // Of a tied head nothing may be drawn.
    const isDrawn = tiedCols === undefined || config.kind === 'mixture';
    if (isDrawn) expect(await other.readWeights()).not.toEqual(await first.readWeights());
    const h = tf.tensor2d(features, [batch, inDim]);
    const [z1, z2] = [first.logits(h), again.logits(h)];
    expect(await z2.data()).toEqual(await z1.data());
    tf.dispose([h, z1, z2]);
    for (const head of [first, again, other]) head.dispose();
  });

  it('shows its output layer, or says that there is none', async () => {
    const head = make();
    const saved = { config: head.toConfig(), weights: await head.readWeights() };
    const tied = (await tiedValues()).weights;
    const fromSaved = (): OutputLayer =>
      outputLayerFromSavedHead(saved, tied === undefined ? {} : { tiedTo: tied });
    if (cols === undefined) {
      const error = expect.objectContaining({ name: 'HeadError', code: 'no-output-layer' });
      await expect(head.readOutputLayer()).rejects.toThrow(error);
      expect(fromSaved).toThrow(error);
      if (readsSynchronously) expect(() => head.outputLayer()).toThrow(error);
      head.dispose();
      return;
    }
    const layer = await head.readOutputLayer();
    expect(fromSaved()).toEqual(layer);
    if (tied !== undefined) {
      expect(() => outputLayerFromSavedHead(saved)).toThrow(/tiedTo must be \{ shape, data \}/);
      const short = { shape: [2, 2], data: new Float32Array(4) };
      expect(() => outputLayerFromSavedHead(saved, { tiedTo: short })).toThrow(/"tiedTo" must have shape/);
    }
    const { weights, bias } = layer;
    expect([weights.rows, weights.cols]).toEqual([numLabels, cols]);
    expect(weights.data).toBeInstanceOf(Float64Array);
    expect(weights.data.length).toBe(numLabels * cols);
    // Logits are weights · c + bias, for c the input itself or the output of the first linear map, and the score function
    // of that where there is one.
    const parameters = await readReference(head);
    const expected = reference(parameters, features).data.subarray(0, numLabels);
    const { inputBias, inputWeights } = parameters;
    const c =
      inputWeights === undefined
        ? features
        : Array.from(
            { length: cols },
            (_, row) =>
              inputBias![row]! +
              features.subarray(0, inDim).reduce((sum, x, i) => sum + x * inputWeights[row * inDim + i]!, 0),
          );
    const product = Array.from({ length: numLabels }, (_, label) => {
      let sum = bias?.[label] ?? 0;
      for (let j = 0; j < cols; j++) sum += weights.data[label * cols + j]! * c[j]!;
      return sum;
    });
    const score = isLinearClassHead(config)
      ? scoreReference(scoreFunctionOf(config), parameters)
      : (z: number) => z;
    expectClose(product.map(score), expected, { relative: 1e-9, absolute: 1e-12 });
    if (readsSynchronously) {
      expect(head.outputLayer()).toEqual(layer);
      expect(saveHead(head)).toEqual(saved);
      expect(head.getWeights()).toEqual(saved.weights);
    }
    head.dispose();
  });

  it.skipIf(readsSynchronously)('says how to read where it cannot read synchronously', () => {
    const head = make();
    // The weights are on the host until they are first used.
    const h = tf.tensor2d(features, [batch, inDim]);
    tf.dispose([head.logits(h), h]);
    for (const [read, instead] of [
      [() => head.outputLayer(), 'await readOutputLayer()'],
      [() => head.getWeights(), 'await readWeights()'],
      [() => saveHead(head), 'await readWeights()'],
    ] as const) {
      const message = expect.stringContaining(instead);
      const error = { name: 'HeadError', code: 'cannot-read-synchronously', message };
      expect(read).toThrow(expect.objectContaining(error));
    }
    head.dispose();
  });

  it('survives its config as JSON', async () => {
    const head = make();
    expect(head.toConfig()).toEqual(config);
    const copy = headFromConfig(JSON.parse(JSON.stringify(head.toConfig())) as HeadConfig, tie());
    expect(copy.toConfig()).toEqual(config);
    expect(await copy.readWeights()).toEqual(await head.readWeights());
    head.dispose();
    copy.dispose();
  });

  it('survives saving, bit for bit', async () => {
    const head = make();
    const trained = Object.fromEntries(
      Object.entries(await head.readWeights()).map(([name, { shape, data }], i) => {
        const values = normals(i + 3, data.length);
        values.set([-0, 1e-42, 3.4e38].slice(0, data.length));
        return [name, { shape, data: values }];
      }),
    );
    head.setWeights(trained);
    const saved = { config: head.toConfig(), weights: await head.readWeights() };
    expect(saved).toEqual({ config, weights: trained });
    const copy = loadHead(saved, tie());
    const bits = (weights: HeadWeights): number[] =>
      Object.values(weights).flatMap(({ data }) => [...new Uint32Array(data.buffer)]);
    expect(bits(await copy.readWeights())).toEqual(bits(trained));
    // What was handed over stays the caller's: writing into it changes no head.
    for (const { data } of [...Object.values(saved.weights), ...Object.values(trained)]) data.fill(9);
    expect(bits(await copy.readWeights())).toEqual(bits(await head.readWeights()));
    const first = Object.values(await head.readWeights())[0]!.data;
    if (first.length > 1) expect(first[1]).toBeCloseTo(1e-42, 44);
    head.dispose();
    copy.dispose();
  });

  it('makes one tensor per result and no other', () => {
    const head = make();
    const h = tf.tensor2d(features, [batch, inDim]);
    // A fixed matrix is made at the first use, and stays.
    head.logits(h).dispose();
    const start = tf.memory().numTensors;
    const z = head.logits(h);
    const loss = head.loss(h, labels);
    expect(tf.memory().numTensors).toBe(start + 2);
    const { value, grads } = tf.variableGrads(() => head.loss(h, labels), [...head.variables]);
    expect(tf.memory().numTensors).toBe(start + 3 + head.variables.length);
    // A head made inside a tidy outlives it.
    const made: Head[] = [];
    tf.tidy(() => {
      made.push(make());
      made[0]!.loss(h, labels);
    });
    made[0]!.logits(h).dispose();
    made[0]!.dispose();
    tf.dispose([h, z, loss, value, grads]);
    head.dispose();
  });
});
