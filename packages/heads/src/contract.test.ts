import { createMatrix, labelSetsFromClasses, labelSetsToDense, type Matrix } from '@sbn/core';
import * as tf from '@tensorflow/tfjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isClassHead } from './class-head.js';
import type { HeadConfig } from './definitions/head-config.js';
import { scoreFunctionOf } from './definitions/linear-class-head.js';
import type { Head } from './head.js';
import type { HeadWeights } from './head-weights.js';
import { headFromConfig } from './heads/head-from-config.js';
import { loadHead } from './heads/load-head.js';
import { outputLayerFromSavedHead } from './heads/output-layer-from-saved-head.js';
import { saveHead } from './heads/save-head.js';
import { focalLoss } from './losses/focal-loss.js';
import type { Loss } from './losses/loss.js';
import type { LossConfig } from './losses/loss-config.js';
import { lossFromConfig } from './losses/loss-from-config.js';
import type { OutputLayer } from './output-layer.js';
import { describeOnEveryBackend } from './testing/backends.js';
import { centralDifferences } from './testing/central-differences.js';
import { expectClose } from './testing/expect-close.js';
import { headCases } from './testing/head-cases.js';
import { lossCases } from './testing/loss-cases.js';
import {
  isLinearClassHead,
  type ReferenceWeights,
  referenceLogits,
  referenceWeights,
  scoreReference,
} from './testing/reference-head.js';
import { referenceLoss } from './testing/reference-loss.js';
import { normals, rowsOf, sampleLabelSets } from './testing/sample-data.js';
import { take } from './testing/take.js';

const batch = 5;

/** By what features have to be multiplied for logits of ±4000. */
async function scaleTo4000(head: Head, h: tf.Tensor2D): Promise<number> {
  return 4000 / (await take(tf.tidy(() => tf.max(tf.abs(head.logits(h))))))[0]!;
}

let tensorsBefore = { numTensors: 0, numDataBuffers: 0 };

describeOnEveryBackend((backend) => {
  // Node has no canvas, through which the WebGPU backend would read.
  const readsSynchronously = backend !== 'webgpu';
  beforeEach(() => {
    tensorsBefore = tf.memory();
  });
  // Every law must leave no tensor behind, whatever else it looks at.
  afterEach(() => {
    const { numTensors, numDataBuffers } = tf.memory();
    expect({ numTensors, numDataBuffers }).toEqual({
      numTensors: tensorsBefore.numTensors,
      numDataBuffers: tensorsBefore.numDataBuffers,
    });
  });

  describe.each(headCases)('$name', (headCase) => {
    const { config, output = 'labels', cols, tiedCols, numParams, numWeights, refuses } = headCase;
    const { inDim, numLabels } = config;
    const features = normals(1, batch * inDim);
    const labels =
      output === 'classes'
        ? labelSetsFromClasses([3, 0, numLabels - 1, 3, 5], numLabels)
        : sampleLabelSets(2, batch, numLabels);
    const plain: LossConfig =
      output === 'classes'
        ? { kind: 'softmax-cross-entropy' }
        : { kind: 'sigmoid-cross-entropy', reduction: 'mean' };
    // Softmax losses are means over rows, and not over rows and labels.
    const rate = output === 'classes' ? 0.3 : 3;

    // Somebody else's weights, and what is made from them.
    let tie: { readonly tiedTo?: tf.Variable } = {};
    beforeAll(() => {
      if (tiedCols === undefined) return;
      const values = tf.tensor2d(normals(9, numLabels * tiedCols, 0.5), [numLabels, tiedCols]);
      tie = { tiedTo: values.variable(true, 'table') };
      values.dispose();
    });
    afterAll(() => tie.tiedTo?.dispose());
    const make = (changes: Readonly<Record<string, unknown>> = {}): Head =>
      headCase.make({ ...tie, ...changes });
    const tiedValues = async (): Promise<HeadWeights> =>
      tie.tiedTo === undefined
        ? {}
        : { weights: { shape: tie.tiedTo.shape, data: await tie.tiedTo.data<'float32'>() } };
    /** All that is trained, by name: the head's parameters and somebody else's weights. */
    const trained = (head: Head): [name: string, variable: tf.Variable][] => [
      ...(tie.tiedTo === undefined ? [] : [['weights', tie.tiedTo] as [string, tf.Variable]]),
      ...head.variables.map((variable, i) => [head.parameterNames[i]!, variable] as [string, tf.Variable]),
    ];
    const readReference = async (head: Head): Promise<ReferenceWeights> =>
      referenceWeights({ ...(await tiedValues()), ...(await head.readWeights()) });

    const reference = (weights: ReferenceWeights, h: ArrayLike<number>): Matrix =>
      referenceLogits(config, weights, Float64Array.from(h));

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

    it('gives the logits and the loss of the float64 reference', async () => {
      const head = make();
      const weights = await readReference(head);
      const h = tf.tensor2d(features, [batch, inDim]);
      const z = head.logits(h);
      expect(z.shape).toEqual([batch, numLabels]);
      expect(z.dtype).toBe('float32');
      const expected = reference(weights, features);
      expectClose(await z.data(), expected.data);
      const loss = head.loss(h, labels);
      expect(loss.shape).toEqual([]);
      expectClose(await loss.data(), [referenceLoss(plain, expected, labels)]);
      const focal = head.loss(h, labels, { loss: focalLoss({ gamma: 1.5 }) });
      const focalConfig: LossConfig = { kind: 'focal', gamma: 1.5, reduction: 'mean' };
      expectClose(await focal.data(), [referenceLoss(focalConfig, expected, labels)]);
      tf.dispose([h, z, loss, focal]);
      head.dispose();
    });

    it('has the gradients of the float64 reference, by central differences', async () => {
      const head = make();
      const h = tf.tensor2d(features, [batch, inDim]);
      const x = Float64Array.from(features);
      const weights = await readReference(head);
      const value = (): number => referenceLoss(plain, reference(weights, x), labels);
      const parameters = trained(head);
      const { value: loss, grads } = tf.variableGrads(
        () => head.loss(h, labels),
        parameters.map(([, variable]) => variable),
      );
      for (const [name, variable] of parameters) {
        const expected = centralDifferences(value, weights[name]!);
        expectClose(await grads[variable.name]!.data(), expected, { relative: 1e-4, absolute: 1e-6 });
      }
      const dh = tf.grad((input) => head.loss(input as tf.Tensor2D, labels))(h);
      expectClose(await dh.data(), centralDifferences(value, x), { relative: 1e-4, absolute: 1e-6 });
      // Through the logits in [batch, n] order as well, which a loss of one's own sees.
      const { kind, toConfig, compute } = lossFromConfig(plain);
      const own: Loss = { kind, toConfig, compute };
      const dh2 = tf.grad((input) => head.loss(input as tf.Tensor2D, labels, { loss: own }))(h);
      expectClose(await dh2.data(), await dh.data());
      tf.dispose([h, loss, grads, dh, dh2]);
      head.dispose();
    });

    it('follows the float64 reference through five steps of gradient descent', async () => {
      const head = make();
      const h = tf.tensor2d(features, [batch, inDim]);
      const weights = await readReference(head);
      const value = (): number => referenceLoss(plain, reference(weights, features), labels);
      const optimizer = tf.train.sgd(rate);
      const parameters = trained(head);
      for (let step = 0; step < 5; step++) {
        optimizer.minimize(
          () => head.loss(h, labels),
          false,
          parameters.map(([, variable]) => variable),
        );
        const gradients = parameters.map(([name]) => centralDifferences(value, weights[name]!));
        parameters.forEach(([name], i) => {
          weights[name]!.forEach((old, j) => {
            weights[name]![j] = old - rate * gradients[i]![j]!;
          });
        });
      }
      for (const [name, values] of Object.entries(await readReference(head))) {
        expectClose(values, weights[name]!, { relative: 1e-4, absolute: 1e-5 });
      }
      h.dispose();
      optimizer.dispose();
      head.dispose();
    });

    it('takes sparse and dense labels alike', async () => {
      const head = make();
      const h = tf.tensor2d(features, [batch, inDim]);
      const dense = tf.tensor2d(labelSetsToDense(labels), [batch, numLabels]);
      const bool = tf.cast(dense, 'bool') as tf.Tensor2D;
      const sparse = tf.variableGrads(() => head.loss(h, labels), [...head.variables]);
      for (const table of [dense, bool]) {
        const other = tf.variableGrads(() => head.loss(h, table), [...head.variables]);
        expectClose(await other.value.data(), await sparse.value.data());
        for (const { name } of head.variables) {
          expectClose(await other.grads[name]!.data(), await sparse.grads[name]!.data());
        }
        tf.dispose([other.value, other.grads]);
      }
      tf.dispose([h, dense, bool, sparse.value, sparse.grads]);
      head.dispose();
    });

    it('stays finite, with finite gradients, at logits of ±1e3', async () => {
      const head = make();
      const hasLargeWeights = tie.tiedTo === undefined && 'rows' in config && config.rows === 'free';
      if (config.kind === 'mixture' && hasLargeWeights) {
        // Its contexts lie in (-1, 1): only large weights make large logits.
        const weights = await head.readWeights();
        const data = weights.weights!.data.map((x) => 3000 * x);
        head.setWeights({ ...weights, weights: { ...weights.weights!, data } });
      }
      const small = tf.tensor2d(features, [batch, inDim]);
      const scale = output === 'classes' ? 4000 : await scaleTo4000(head, small);
      const h = tf.mul<tf.Tensor2D>(small, scale);
      const z = head.logits(h);
      const logits = [...(await z.data())];
      // Logarithms of large logits are small, and so are logits of rows of length 1 with contexts in (-1, 1).
      if (config.kind !== 'relu-softmax' && (config.kind !== 'mixture' || hasLargeWeights)) {
        expect(Math.max(...logits.map(Math.abs))).toBeGreaterThan(1000);
      }
      expectClose(logits, reference(await readReference(head), await h.data()).data, {
        relative: 1e-4,
        absolute: 1e-3,
      });
      const { value, grads } = tf.variableGrads(() => head.loss(h, labels), [...head.variables]);
      expectClose(await value.data(), [referenceLoss(plain, createMatrix(batch, numLabels, logits), labels)]);
      for (const { name } of head.variables) {
        expect([...(await grads[name]!.data())].every(Number.isFinite)).toBe(true);
      }
      const dh = tf.grad((input) => head.loss(input as tf.Tensor2D, labels))(h);
      expect([...(await dh.data())].every(Number.isFinite)).toBe(true);
      tf.dispose([small, h, z, value, grads, dh]);
      head.dispose();
    });

    it('treats a row alone like the row in a batch', async () => {
      const head = make();
      const h = tf.tensor2d(features, [batch, inDim]);
      const z = head.logits(h);
      const together = rowsOf(await z.data(), numLabels);
      for (const [i, row] of rowsOf(features, inDim).entries()) {
        const alone = await take(tf.tidy(() => head.logits(tf.tensor2d([row]))));
        expectClose(alone, together[i]!, { relative: 1e-6, absolute: 1e-6 });
      }
      tf.dispose([h, z]);
      head.dispose();
    });

    it('starts from the same bits for the same seed, from others for another', async () => {
      const [first, again, other] = [make(), make(), make({ seed: 8 })];
      expect(await again.readWeights()).toEqual(await first.readWeights());
      // Of a tied head nothing may be drawn.
      const isDrawn = tie.tiedTo === undefined || config.kind === 'mixture';
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
                features
                  .subarray(0, inDim)
                  .reduce((sum, x, i) => sum + x * inputWeights[row * inDim + i]!, 0),
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
      const copy = headFromConfig(JSON.parse(JSON.stringify(head.toConfig())) as HeadConfig, tie);
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
      const copy = loadHead(saved, tie);
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

    it('refuses weights that do not fit', async () => {
      const head = make();
      const weights = await head.readWeights();
      const [name, ...others] = head.parameterNames as [string, ...string[]];
      const { shape, data } = weights[name]!;
      const changed = (values: unknown): HeadWeights => ({ ...weights, [name]: values }) as HeadWeights;
      const without = Object.fromEntries(others.map((other) => [other, weights[other]!]));
      expect(() => head.setWeights(without)).toThrow(`"${name}" is missing; expected`);
      expect(() => head.setWeights({ ...weights, extra: weights[name]! })).toThrow(
        /unknown parameter "extra"/,
      );
      expect(() => head.setWeights(changed({ shape: [...shape].reverse(), data: data.slice(1) }))).toThrow(
        /must have shape \[\d+(, \d+)?\], got/,
      );
      const broken = data.slice();
      broken[0] = Number.NaN;
      expect(() => head.setWeights(changed({ shape, data: broken }))).toThrow(/has NaN at position 0/);
      expect(() => head.setWeights(changed([1, 2]))).toThrow(TypeError);
      expect(() => head.setWeights(null as unknown as HeadWeights)).toThrow(TypeError);
      expect(() => loadHead({ config, weights: without }, tie)).toThrow(/loadHead: .* is missing/);
      expect(await head.readWeights()).toEqual(weights);
      head.dispose();
    });

    it('refuses wrong options, naming them', () => {
      const refusesAll = [
        ...refuses,
        [{ inDim: 0 }, RangeError, /inDim must be an integer >= 1, got 0/],
        [{ inDim: Number.NaN }, RangeError, /inDim .* got NaN/],
        [{ inDim: '5' }, TypeError, /inDim must be a number, got the string "5"/],
        [{ numLabels: 1.5 }, RangeError, /numLabels .* got 1\.5/],
        [{ numLabels: Number.POSITIVE_INFINITY }, RangeError, /numLabels .* got Infinity/],
        [{ numLabels: undefined }, TypeError, /numLabels must be a number, got undefined/],
        [{ seed: 0.5 }, RangeError, /seed must be an integer .* got 0\.5/],
        [{ seed: undefined }, TypeError, /seed must be a number/],
        [{ numLabel: 9 }, TypeError, /unknown option "numLabel"; it takes inDim, numLabels/],
      ] as const;
      for (const [changes, error, message] of refusesAll) {
        expect(() => make(changes)).toThrow(error);
        expect(() => make(changes)).toThrow(message);
      }
    });

    it('refuses features and labels that do not fit', () => {
      const head = make();
      const h = tf.tensor2d(features, [batch, inDim]);
      const wide = tf.zeros<tf.Rank.R2>([batch, inDim + 1]);
      const flat = tf.zeros([inDim]) as unknown as tf.Tensor2D;
      const empty = tf.zeros<tf.Rank.R2>([0, inDim]);
      const whole = tf.zeros<tf.Rank.R2>([batch, inDim], 'int32');
      const gone = tf.zeros<tf.Rank.R2>([batch, inDim]);
      gone.dispose();
      for (const f of [head.logits, (input: tf.Tensor2D) => head.loss(input, labels)]) {
        expect(() => f(wide)).toThrow(RangeError);
        expect(() => f(wide)).toThrow(
          new RegExp(`h must have shape \\[batch, ${inDim}\\], got \\[${batch}, ${inDim + 1}\\]`),
        );
        expect(() => f(flat)).toThrow(RangeError);
        expect(() => f(empty)).toThrow(/got \[0, /);
        expect(() => f(whole)).toThrow(/h must be float32, got int32.*tf\.cast/);
        expect(() => f(gone)).toThrow(/disposed/);
        expect(() => f([[1]] as unknown as tf.Tensor2D)).toThrow(TypeError);
      }
      const narrow = tf.zeros<tf.Rank.R2>([batch, numLabels - 1]);
      const wrongLabels = [
        [{ ...labels, numCols: numLabels + 1 }, RangeError],
        [sampleLabelSets(2, batch - 1, numLabels), RangeError],
        [{ ...labels, indices: labels.indices.map(() => numLabels) }, RangeError],
        [narrow, RangeError],
        [[[1]], TypeError],
        [undefined, TypeError],
      ] as const;
      for (const [wrong, error] of wrongLabels) {
        expect(() => head.loss(h, wrong as unknown as tf.Tensor2D)).toThrow(error);
      }
      expect(() => head.loss(h, labels, { lose: 1 } as object)).toThrow(/unknown option "lose"/);
      expect(() => head.loss(h, labels, { loss: 'bce' as unknown as Loss })).toThrow(
        /sigmoidCrossEntropy\(\)/,
      );
      tf.dispose([h, wide, flat, empty, whole, narrow]);
      head.dispose();
    });

    it('refuses to work once disposed, and may be disposed of twice', async () => {
      const head = make();
      const weights = await head.readWeights();
      const h = tf.tensor2d(features, [batch, inDim]);
      head.dispose();
      head.dispose();
      const calls = [
        () => head.logits(h),
        () => head.loss(h, labels),
        () => head.outputLayer(),
        () => head.getWeights(),
        () => head.setWeights(weights),
      ];
      for (const call of calls) {
        expect(call).toThrow(
          expect.objectContaining({
            name: 'HeadError',
            code: 'head-disposed',
            message: expect.stringMatching(/has been disposed\. Make a new one/),
          }),
        );
      }
      h.dispose();
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

  describe.each(lossCases.map((loss) => ({ name: JSON.stringify(loss.toConfig()), loss })))(
    '$name',
    ({ loss }) => {
      const config = loss.toConfig();
      const numLabels = 7;
      const logits = normals(5, batch * numLabels, 3);
      const labels = sampleLabelSets(6, batch, numLabels);
      const hard = labelSetsToDense(labels);
      const soft = normals(7, batch * numLabels).map((x) => Math.min(1, Math.abs(x)));

      it('has the value and the gradient of the float64 reference, for sparse, dense and soft labels', async () => {
        const z = tf.tensor2d(logits, [batch, numLabels]);
        const transposedZ = tf.transpose(z);
        const hardTensor = tf.tensor2d(hard, [batch, numLabels]);
        const softTensor = tf.tensor2d(soft, [batch, numLabels]);
        for (const [given, targets] of [
          [labels, hard],
          [hardTensor, hard],
          [softTensor, soft],
        ] as const) {
          const x = Float64Array.from(logits);
          const value = (): number =>
            referenceLoss(config, createMatrix(batch, numLabels, x), createMatrix(batch, numLabels, targets));
          const actual = tf.valueAndGrad((input) => loss.compute(input as tf.Tensor2D, given))(z);
          expect(actual.value.shape).toEqual([]);
          expectClose(await actual.value.data(), [value()]);
          const expected = centralDifferences(value, x);
          expectClose(await actual.grad.data(), expected, { relative: 1e-4, absolute: 1e-6 });
          const turned = tf.valueAndGrad((input) => loss.computeTransposed!(input as tf.Tensor2D, given))(
            transposedZ,
          );
          const back = tf.transpose(turned.grad);
          expectClose(await turned.value.data(), await actual.value.data());
          expectClose(await back.data(), await actual.grad.data());
          tf.dispose([actual, turned, back]);
        }
        tf.dispose([z, transposedZ, hardTensor, softTensor]);
      });

      it('stays right, with a finite gradient, at logits of ±1e3', async () => {
        const values = [1e3, -1e3, 500, -500, 0, 88.8, -103.9];
        const data = Float32Array.from({ length: batch * numLabels }, (_, i) => values[(i * 3) % 7]!);
        const z = tf.tensor2d(data, [batch, numLabels]);
        const hardTensor = tf.tensor2d(hard, [batch, numLabels]);
        for (const given of [labels, hardTensor]) {
          const { value, grad } = tf.valueAndGrad((input) => loss.compute(input as tf.Tensor2D, given))(z);
          expectClose(await value.data(), [
            referenceLoss(config, createMatrix(batch, numLabels, data), labels),
          ]);
          const x = Float64Array.from(data);
          const expected = centralDifferences(
            () => referenceLoss(config, createMatrix(batch, numLabels, x), labels),
            x,
          );
          expectClose(await grad.data(), expected, { relative: 1e-4, absolute: 1e-6 });
          tf.dispose([value, grad]);
        }
        tf.dispose([z, hardTensor]);
      });

      it('is the mean of the losses of the rows alone', async () => {
        const z = tf.tensor2d(logits, [batch, numLabels]);
        const dense = tf.tensor2d(hard, [batch, numLabels]);
        const alone: number[] = [];
        for (const [i, row] of rowsOf(logits, numLabels).entries()) {
          const value = tf.tidy(() =>
            loss.compute(tf.tensor2d([row]), tf.slice(dense, [i, 0], [1, numLabels])),
          );
          alone.push((await take(value))[0]!);
        }
        const together = loss.compute(z, labels);
        expectClose(await together.data(), [alone.reduce((sum, value) => sum + value, 0) / batch]);
        tf.dispose([z, dense, together]);
      });

      it('gives the same bits again', async () => {
        const z = tf.tensor2d(logits, [batch, numLabels]);
        const [first, again] = [loss.compute(z, labels), lossFromConfig(config).compute(z, labels)];
        expect(await again.data()).toEqual(await first.data());
        tf.dispose([z, first, again]);
      });

      it('survives its config as JSON', () => {
        const copy = lossFromConfig(JSON.parse(JSON.stringify(config)) as LossConfig);
        expect(copy.kind).toBe(loss.kind);
        expect(copy.toConfig()).toEqual(config);
      });

      it('refuses logits, labels and options that do not fit', () => {
        const z = tf.tensor2d(logits, [batch, numLabels]);
        const other = tf.zeros<tf.Rank.R2>([batch, numLabels + 1]);
        const whole = tf.zeros<tf.Rank.R2>([batch, numLabels], 'int32');
        expect(() => loss.compute(z, other)).toThrow(
          /labels must have the shape .* \[5, 7\] .* got \[5, 8\]/,
        );
        expect(() => loss.compute(whole, labels)).toThrow(TypeError);
        expect(() => loss.compute(z, { ...labels, numCols: 8 })).toThrow(RangeError);
        expect(() => loss.compute(z, sampleLabelSets(1, 2, numLabels))).toThrow(RangeError);
        expect(() => loss.compute(z, 'no labels' as unknown as tf.Tensor2D)).toThrow(TypeError);
        expect(() => loss.compute([[1]] as unknown as tf.Tensor2D, labels)).toThrow(TypeError);
        const changed = (changes: object) => () => lossFromConfig({ ...config, ...changes } as LossConfig);
        expect(changed({ labelWeights: [1, Number.NaN] })).toThrow(/labelWeights\[1\] .* got NaN/);
        expect(changed({ labelWeights: [-1] })).toThrow(RangeError);
        expect(changed({ labelWeights: 3 })).toThrow(TypeError);
        expect(changed({ labelSmoothing: { amount: 1.5, target: 0 } })).toThrow(
          /amount must be in \[0, 1\], got 1\.5/,
        );
        expect(changed({ labelSmoothing: { amount: 0.5, target: -1 } })).toThrow(/target .* got -1/);
        expect(changed({ labelSmoothing: { amount: 0.5 } })).toThrow(TypeError);
        expect(changed({ labelSmoothing: 0.1 })).toThrow(TypeError);
        expect(changed({ reduction: 'sum' })).toThrow(/"mean" or "sum-over-labels", got "sum"/);
        expect(changed({ weights: [1] })).toThrow(/unknown option "weights"/);
        const fewer = lossFromConfig({ ...config, labelWeights: [1, 2] });
        expect(() => fewer.compute(z, labels)).toThrow(/2 labelWeights, but the logits have 7 labels/);
        tf.dispose([z, other, whole]);
      });

      it('makes one tensor per result and no other', () => {
        const z = tf.tensor2d(logits, [batch, numLabels]);
        const start = tf.memory().numTensors;
        const value = loss.compute(z, labels);
        expect(tf.memory().numTensors).toBe(start + 1);
        const both = tf.valueAndGrad((input) => loss.compute(input as tf.Tensor2D, labels))(z);
        expect(tf.memory().numTensors).toBe(start + 3);
        tf.dispose([z, value, both]);
      });
    },
  );
});
