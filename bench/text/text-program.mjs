// Training steps of a convolutional network for texts on the wasm backend, as a program of its own that answers JSON
// lines.
//
//   node text-program.mjs THREADS|plain
//
// A number of threads is our backend; `plain` is TensorFlow.js' wasm backend as it is installed, where the encoder is put
// together from its operations. A sigmoid head; Adam.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sigmoidHead } from '@sbn/heads';
import { adam, createModel, createTfjsEngine, textConvolutionEncoder } from '@sbn/train';
import { startWasm } from '@sbn/train/wasm';
import * as tf from '@tensorflow/tfjs';

const kind = process.argv[2];
if (kind === 'plain') {
  await import('@tensorflow/tfjs-backend-wasm');
  await tf.setBackend('wasm');
} else await startWasm({ threads: Number(kind) });

function readNumbers(Type, file) {
  const { buffer, byteOffset, byteLength } = readFileSync(file);
  return new Type(buffer.slice(byteOffset, byteOffset + byteLength));
}

function makeModel({ numWords, dim, widths, filters, activation, inputDropout, numLabels }) {
  const encoder = textConvolutionEncoder({
    numFeatures: numWords,
    dim,
    widths,
    filters,
    activation,
    inputDropout,
    seed: 1,
  });
  return createModel({ encoder, head: sigmoidHead({ inDim: encoder.outDim, numLabels, seed: 1 }) });
}

const opened = new Map();

const actions = {
  open: async ({ name, network, folder, learningRate }) => {
    const model = makeModel(network);
    const engine = await createTfjsEngine({ model, optimizer: adam({ learningRate }) });
    const { batchSize, length, numWords, numLabels, labelsPerText } = network;
    const offsets = (each) => Uint32Array.from({ length: batchSize + 1 }, (_, i) => i * each);
    const batch = {
      inputs: {
        numRows: batchSize,
        numCols: numWords,
        offsets: offsets(length),
        tokens: Uint32Array.from(readNumbers(BigInt64Array, join(folder, 'tokens')), Number),
      },
      labels: {
        numRows: batchSize,
        numCols: numLabels,
        offsets: offsets(labelsPerText),
        indices: Uint32Array.from(readNumbers(BigInt64Array, join(folder, 'labels')), Number),
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
  },
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

console.log(JSON.stringify({ ready: true }));
for await (const line of createInterface({ input: process.stdin })) {
  const { id, do: action, ...request } = JSON.parse(line);
  try {
    console.log(JSON.stringify({ id, ...(await actions[action](request)) }));
  } catch (error) {
    console.log(JSON.stringify({ id, error: error.stack }));
  }
}
process.exit(0); // Threads of the backend do not keep the bench waiting.
