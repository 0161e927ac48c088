// Training steps of a convolutional network on the wasm backend, as a program of its own that answers JSON lines.
//
//   node image-program.mjs THREADS
//
// The network has features that are pooled and a sigmoid head; Adam. `profile` says how long each kernel takes.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sigmoidHead } from '@sbn/heads';
import { adam, convolutionEncoder, createModel, createTfjsEngine } from '@sbn/train';
import { startWasm } from '@sbn/train/wasm';
import * as tf from '@tensorflow/tfjs-core';

const threads = Number(process.argv[2]);
const { hasFusedMultiplyAdd } = await startWasm({ threads });

function readFloats(file) {
  const { buffer, byteOffset, byteLength } = readFileSync(file);
  return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength));
}

function makeModel({ height, width, channels, filters, numLabels }) {
  const encoder = convolutionEncoder({
    height,
    width,
    channels,
    blocks: filters.map((count) => ({ filters: count })),
    seed: 1,
  });
  return createModel({ encoder, head: sigmoidHead({ inDim: encoder.outDim, numLabels, seed: 1 }) });
}

const opened = new Map();

async function open({ name, network, batchSize, folder, learningRate }) {
  const model = makeModel(network);
  const engine = await createTfjsEngine({ model, optimizer: adam({ learningRate }) });
  const { height, width, channels, numLabels } = network;
  const numCols = height * width * channels;
  const batch = {
    inputs: { numRows: batchSize, numCols, data: readFloats(join(folder, 'pictures')) },
    labels: {
      numRows: batchSize,
      numCols: numLabels,
      offsets: Uint32Array.from({ length: batchSize + 1 }, (_, i) => i),
      indices: Uint32Array.from(readFloats(join(folder, 'classes'))),
    },
  };
  let step = 0;
  opened.set(name, {
    step: async () => (await engine.step(batch, { step: step++, rateFactor: 1 })).loss,
    close: () => {
      engine.dispose();
      model.dispose();
    },
  });
  return {};
}

/** Wraps every kernel of the backend while some steps run. */
async function profile({ name, count }) {
  const kernels = tf.getKernelsForBackend('wasm').map((kernel) => ({ ...kernel }));
  const samples = new Map();
  const replace = (wrap) => {
    for (const kernel of kernels) {
      tf.unregisterKernel(kernel.kernelName, 'wasm');
      tf.registerKernel({ ...kernel, kernelFunc: wrap(kernel) });
    }
  };
  replace(({ kernelName, kernelFunc }) => (given) => {
    const started = performance.now();
    const result = kernelFunc(given);
    const milliseconds = performance.now() - started;
    samples.set(kernelName, (samples.get(kernelName) ?? 0) + milliseconds / count);
    return result;
  });
  const started = performance.now();
  for (let i = 0; i < count; i++) await opened.get(name).step();
  const whole = (performance.now() - started) / count;
  replace(({ kernelFunc }) => kernelFunc);
  const inKernels = [...samples.values()].reduce((sum, milliseconds) => sum + milliseconds, 0);
  return {
    shares: Object.fromEntries(
      [...samples.entries(), ['outside of kernels', whole - inKernels]]
        .map(([part, milliseconds]) => [part, milliseconds / whole])
        .sort(([, a], [, b]) => b - a),
    ),
  };
}

const actions = {
  open,
  profile,
  /** Writes the initial weights, so that others start from the same. */
  weights: async ({ network, folder }) => {
    const model = makeModel(network);
    for (const [i, { read }] of model.parameters.entries()) {
      writeFileSync(join(folder, `parameter${i}`), new Uint8Array((await read()).buffer));
    }
    model.dispose();
    return {};
  },
  step: async ({ name, count }) => {
    const [milliseconds, cpuMilliseconds, losses] = [[], [], []];
    for (let i = 0; i < count; i++) {
      const cpu = process.cpuUsage();
      const started = performance.now();
      losses.push(await opened.get(name).step());
      milliseconds.push(performance.now() - started);
      const { user, system } = process.cpuUsage(cpu);
      cpuMilliseconds.push((user + system) / 1e3);
    }
    return { milliseconds, cpuMilliseconds, losses };
  },
  close: async ({ name }) => {
    opened.get(name).close();
    opened.delete(name);
    return {};
  },
};

console.log(JSON.stringify({ ready: true, hasFusedMultiplyAdd }));
for await (const line of createInterface({ input: process.stdin })) {
  const { id, do: action, ...request } = JSON.parse(line);
  try {
    console.log(JSON.stringify({ id, ...(await actions[action](request)) }));
  } catch (error) {
    console.log(JSON.stringify({ id, error: error.stack }));
  }
}
process.exit(0); // Threads of the backend do not keep the bench waiting.
