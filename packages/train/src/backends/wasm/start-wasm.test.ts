import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { labelSetsFrom } from '@sbn/core';
import { sigmoidBottleneckHead, sigmoidCrossEntropy } from '@sbn/heads';
import * as tf from '@tensorflow/tfjs';
import { afterAll, describe, expect, it } from 'vitest';
import { random } from '../../testing/expect-as-on-cpu.js';
import { inPlaceAdam } from './in-place-adam.js';
import { startWasm } from './start-wasm.js';

afterAll(async () => {
  await (await startWasm({ threads: 2 })).dispose();
});

const labels = labelSetsFrom([[0, 3], [], [2]], 40);

/** Some steps of a hand-written loop; all that came out. */
function trainByHand(optimizer: tf.Optimizer, steps = 6): number[] {
  const head = sigmoidBottleneckHead({ inDim: 300, numLabels: 40, dim: 9, seed: 1 });
  const features = random([3, 300], 5) as tf.Tensor2D;
  const loss = sigmoidCrossEntropy();
  const losses = Array.from({ length: steps }, () =>
    tf.tidy(() => {
      const { value, grads } = tf.variableGrads(
        () => head.loss(features, labels, { loss }),
        [...head.variables],
      );
      optimizer.applyGradients(grads);
      return value.dataSync()[0]!;
    }),
  );
  const values = head.variables.flatMap((variable) => [...variable.dataSync()]);
  head.dispose();
  features.dispose();
  optimizer.dispose();
  return [...losses, ...values];
}

describe('startWasm', () => {
  it('says what it did, and changes nothing when it is called again', async () => {
    const workerBefore = (globalThis as { Worker?: unknown }).Worker;
    const wasm = await startWasm({ threads: 2 });
    expect(tf.getBackend()).toBe('wasm');
    expect(wasm.threads).toBe(2);
    expect(wasm.replaced.map(({ kernelName }) => kernelName)).toContain('MaxPoolGrad');
    for (const { fixes, upstream } of wasm.replaced) {
      expect(fixes.length).toBeGreaterThan(20);
      for (const address of upstream) expect(address).toMatch(/^https:\/\/github.com\/tensorflow\/tfjs\//);
    }
    expect(await startWasm({ threads: 2 })).toBe(wasm);
    expect(await startWasm()).toBe(wasm);
    expect((globalThis as { Worker?: unknown }).Worker).toBe(workerBefore);
  });

  it('computes the same bits with one thread as with two, and with three', async () => {
    const runs: number[][] = [];
    for (const threads of [2, 1, 3]) {
      await startWasm({ threads });
      const big = tf.tidy(() => {
        const [a, b] = [random([300, 1500], 1), random([1500, 70], 2)];
        return [...tf.matMul(a, b).dataSync(), ...tf.matMul(b, a, true, true).dataSync()];
      });
      runs.push([...big, ...trainByHand(inPlaceAdam({ learningRate: 0.01 }))]);
    }
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[2]).toEqual(runs[0]);
  });

  it('trains by hand to the same parameters as the cpu backend with tf.train.adam', async () => {
    await startWasm({ threads: 2 });
    const got = trainByHand(inPlaceAdam({ learningRate: 0.01 }));
    const classic = trainByHand(tf.train.adam(0.01));
    await tf.setBackend('cpu');
    const expected = trainByHand(tf.train.adam(0.01));
    await tf.setBackend('wasm');
    for (const [i, value] of expected.entries()) {
      expect(Math.abs(got[i]! - value)).toBeLessThan(2e-4);
      expect(Math.abs(classic[i]! - value)).toBeLessThan(2e-4);
    }
  });

  it('fits a layers model with an embedding, a convolution, pooling and the optimiser in place', async () => {
    await startWasm({ threads: 2 });
    const model = tf.sequential({
      layers: [
        tf.layers.embedding({
          inputDim: 30,
          outputDim: 16,
          inputLength: 16,
          embeddingsInitializer: tf.initializers.randomUniform({ seed: 1 }),
        }),
        tf.layers.reshape({ targetShape: [16, 16, 1] }),
        tf.layers.conv2d({
          filters: 4,
          kernelSize: 3,
          activation: 'relu',
          kernelInitializer: tf.initializers.glorotNormal({ seed: 2 }),
        }),
        tf.layers.maxPooling2d({ poolSize: 2 }),
        tf.layers.flatten(),
        tf.layers.dense({
          units: 3,
          activation: 'softmax',
          kernelInitializer: tf.initializers.glorotNormal({ seed: 3 }),
        }),
      ],
    });
    model.compile({ optimizer: inPlaceAdam({ learningRate: 0.01 }), loss: 'categoricalCrossentropy' });
    const inputs = tf.tidy(() => tf.floor(tf.randomUniform([60, 16], 0, 30, 'float32', 4)));
    const targets = tf.tidy(() =>
      tf.oneHot(tf.cast(tf.mod(tf.slice(inputs, [0, 0], [60, 1]).flatten(), 3), 'int32'), 3),
    );
    const { history } = await model.fit(inputs, targets, {
      epochs: 25,
      batchSize: 20,
      verbose: 0,
      shuffle: false,
    });
    const losses = history.loss as number[];
    expect(losses.at(-1)!).toBeLessThan(0.5 * losses[0]!);
    model.dispose();
    tf.dispose([inputs, targets]);
  }, 60_000);

  it('keeps convolutions right when their filters are updated in place', async () => {
    await startWasm({ threads: 2 });
    tf.tidy(() => {
      const filter = tf.variable(tf.ones<tf.Rank.R4>([1, 1, 1, 1]));
      const x = tf.ones<tf.Rank.R4>([1, 2, 2, 1]);
      const optimizer = inPlaceAdam({ learningRate: 0.5 });
      for (let step = 0; step < 3; step++) {
        expect(tf.conv2d(x, filter, 1, 'valid').dataSync()[0]).toBeCloseTo(1 - 0.5 * step, 4);
        optimizer.applyGradients([{ name: filter.name, tensor: tf.ones([1, 1, 1, 1]) }]);
      }
      optimizer.dispose();
      filter.dispose();
    });
  });

  it('leaves a clone of a variable as it was when the variable is updated', async () => {
    await startWasm({ threads: 2 });
    const variable = tf.variable(tf.tensor1d([1, 2, 3]));
    const optimizer = inPlaceAdam({ learningRate: 0.5 });
    const gradient = tf.ones([3]);
    optimizer.applyGradients([{ name: variable.name, tensor: gradient }]);
    const clone = variable.clone();
    const before = [...clone.dataSync()];
    optimizer.applyGradients([{ name: variable.name, tensor: gradient }]);
    expect([...clone.dataSync()]).toEqual(before);
    expect([...variable.dataSync()]).not.toEqual(before);
    optimizer.dispose();
    tf.dispose([variable, clone, gradient]);
  });

  it('leaks no tensors, and saves optimiser weights that tf.train.adam can go on with', async () => {
    await startWasm({ threads: 2 });
    const before = tf.memory();
    trainByHand(inPlaceAdam());
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numDataBuffers).toBe(before.numDataBuffers);

    const [a, b] = [tf.variable(tf.ones([4])), tf.variable(tf.ones([4]))];
    const gradient = tf.tensor1d([1, -2, 3, 0.5]);
    const [own, theirs] = [inPlaceAdam({ learningRate: 0.1 }), tf.train.adam(0.1)];
    for (let step = 0; step < 3; step++) own.applyGradients([{ name: a.name, tensor: gradient }]);
    b.assign(a);
    await theirs.setWeights(await own.getWeights());
    // The weights were taken over, not copied.
    theirs.applyGradients([{ name: b.name, tensor: gradient }]);
    const again = tf.variable(tf.ones([4]));
    const whole = tf.train.adam(0.1);
    for (let step = 0; step < 4; step++) whole.applyGradients([{ name: again.name, tensor: gradient }]);
    const [got, expected] = [b.dataSync(), again.dataSync()];
    for (const [i, value] of expected.entries()) expect(got[i]).toBeCloseTo(value, 5);
    tf.dispose([a, b, again, gradient]);
    whole.dispose();
    own.dispose();
  });

  it('disposes twice, and is opened again', async () => {
    const wasm = await startWasm({ threads: 2 });
    await wasm.dispose();
    await wasm.dispose();
    expect(tf.getKernel('UnsortedSegmentSum', 'wasm')).toBeUndefined();
    expect(tf.tidy(() => tf.matMul(tf.ones([2, 2]), tf.ones([2, 2])).dataSync()[0])).toBe(2);
    await startWasm({ threads: 1 });
    expect(tf.getKernel('UnsortedSegmentSum', 'wasm')).toBeDefined();
  });

  it('refuses a number of threads that is none', async () => {
    await expect(startWasm({ threads: 0 })).rejects.toThrow('threads must be an integer >= 1, got 0');
    await expect(startWasm({ threads: 1.5 })).rejects.toThrow(RangeError);
  });
});

describe('startWasm after the backend was started by somebody else', () => {
  it('says that threads need a heap of their own, and works with one', async () => {
    const program = `
      import * as tf from '@tensorflow/tfjs';
      import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
      import { createRequire } from 'node:module';
      import { dirname, join, sep } from 'node:path';
      import { startWasm } from '@sbn/train/wasm';
      const folder = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'));
      setWasmPaths(join(folder, 'dist') + sep);
      await tf.setBackend('wasm');
      const x = tf.ones([2, 2]);
      const refusal = await startWasm({ threads: 2 }).then(() => 'none', (error) => error.code);
      await startWasm({ threads: 1 });
      console.log(JSON.stringify([refusal, [...tf.grad((x) => tf.sum(tf.gather(x, [1, 1])))(x).dataSync()]]));`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', program],
      { cwd: new URL('../../..', import.meta.url) },
    );
    expect(stdout).toContain('["heap-not-shared",[0,0,2,2]]');
  }, 60_000);
});
