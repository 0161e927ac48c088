// Our own ways to make training steps, as a program of its own that speaks as bench/peers/torch_training.py does: the
// kernels of a TensorFlow.js backend belong to a whole process, and so do flags of the runtime.
//
//   node step-program.mjs fused|loop|plain THREADS
//
// fused: the fused engine. loop: a training loop written by hand on the wasm backend with @sbn/train/wasm, gradients by
// TensorFlow.js. plain: the same loop on TensorFlow.js as it is installed.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { createInterface } from 'node:readline';
import { dftHead, sigmoidBottleneckHead } from '@sbn/heads';
import { adam, createFusedEngine, createModel, denseEncoder, selectBackend } from '@sbn/train';
import * as tf from '@tensorflow/tfjs-core';
import { parameterShapes } from './step-inputs.mjs';

const kinds = { fused: openFused, loop: openLoop, plain: openPlain };
const [kind, threads] = [process.argv[2], Number(process.argv[3])];

function readArray(Type, file) {
  const { buffer, byteOffset, byteLength } = readFileSync(file);
  return new Type(buffer.slice(byteOffset, byteOffset + byteLength));
}

function readBatch({ numRows, features, rows, columns }, { inDim, numLabels }) {
  const offsets = new Uint32Array(numRows + 1);
  for (const row of readArray(BigInt64Array, rows)) offsets[Number(row) + 1]++;
  for (let row = 0; row < numRows; row++) offsets[row + 1] += offsets[row];
  const indices = Uint32Array.from(readArray(BigInt64Array, columns), Number);
  return {
    inputs: { numRows, numCols: inDim, data: readArray(Float32Array, features) },
    labels: { numRows, numCols: numLabels, offsets, indices },
  };
}

function createHead({ kind: form, ...options }) {
  return form === 'bsl' ? sigmoidBottleneckHead({ ...options, seed: 1 }) : dftHead({ ...options, seed: 1 });
}

/** A head with the weights of the files. */
function openHead(definition, files) {
  const head = createHead(definition);
  const shapes = parameterShapes(definition);
  head.variables.forEach((variable, i) => {
    const name = head.parameterNames[i];
    tf.tidy(() => variable.assign(tf.tensor(readArray(Float32Array, files[name]), shapes[name])));
  });
  return head;
}

async function openFused() {
  await selectBackend('cpu');
  return {
    threads,
    train: async ({ head, weights, learningRate }) => {
      const model = createModel({
        encoder: denseEncoder({ inDim: head.inDim, seed: 1 }),
        head: openHead(head, weights),
      });
      const engine = await createFusedEngine({ model, optimizer: adam({ learningRate }), threads });
      return {
        step: async (batch, step) => (await engine.step(batch, { step, rateFactor: 1 })).loss,
        close: () => {
          engine.dispose();
          model.dispose();
        },
      };
    },
  };
}

async function openLoop() {
  const { inPlaceAdam, startWasm } = await import('@sbn/train/wasm');
  const session = await startWasm({ threads });
  return {
    threads: session.threads,
    train: (options) =>
      handWritten(options, inPlaceAdam({ learningRate: options.learningRate, epsilon: 1e-8 })),
  };
}

async function openPlain() {
  const require = createRequire(import.meta.url);
  require('@tensorflow/tfjs'); // Registers the gradients.
  const wasm = require('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(
    join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist') + sep,
  );
  await tf.setBackend('wasm');
  return {
    threads: 1,
    train: (options) => handWritten(options, tf.train.adam(options.learningRate, 0.9, 0.999, 1e-8)),
  };
}

function handWritten({ head: definition, weights }, optimizer) {
  const head = openHead(definition, weights);
  return {
    step: async ({ inputs, labels }) => {
      const { value, grads } = tf.tidy(() => {
        const features = tf.tensor2d(inputs.data, [inputs.numRows, inputs.numCols]);
        return tf.variableGrads(() => head.loss(features, labels), head.variables);
      });
      optimizer.applyGradients(grads);
      const [loss] = await value.data();
      tf.dispose([value, grads]);
      return loss;
    },
    close: () => {
      optimizer.dispose();
      head.dispose();
    },
  };
}

const side = await kinds[kind]();
const trainings = new Map();
const actions = {
  open: async ({ name, batches, ...options }) => {
    trainings.set(name, {
      ...(await side.train(options)),
      batches: batches.map((batch) => readBatch(batch, options.head)),
      stepsDone: 0,
    });
    return {};
  },
  step: async ({ name, count }) => {
    const training = trainings.get(name);
    const answer = { milliseconds: [], cpuMilliseconds: [], losses: [] };
    for (let i = 0; i < count; i++) {
      const batch = training.batches[training.stepsDone % training.batches.length];
      const cpu = process.cpuUsage();
      const started = performance.now();
      answer.losses.push(await training.step(batch, training.stepsDone++));
      answer.milliseconds.push(performance.now() - started);
      const { user, system } = process.cpuUsage(cpu);
      answer.cpuMilliseconds.push((user + system) / 1e3);
    }
    return answer;
  },
  close: async ({ name }) => {
    trainings.get(name).close();
    trainings.delete(name);
    return {};
  },
};

console.log(
  JSON.stringify({ ready: true, threads: side.threads, versions: { node: process.versions.node } }),
);
for await (const line of createInterface({ input: process.stdin })) {
  const { id, do: action, ...request } = JSON.parse(line);
  try {
    console.log(JSON.stringify({ id, ...(await actions[action](request)) }));
  } catch (error) {
    console.log(JSON.stringify({ id, error: error.stack }));
  }
}
process.exit(0); // Threads of the session do not keep the bench waiting.
