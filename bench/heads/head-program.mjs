// Training steps of class heads, as a program of its own that answers JSON lines: the kernels of a TensorFlow.js backend
// belong to a whole process.
//
//   node head-program.mjs fused|loop|plain|cpu THREADS
//
// fused: the fused engine. loop: a loop written by hand on the wasm backend with @sbn/train/wasm. plain: the same loop on
// TensorFlow.js' wasm backend as it is installed; cpu: on its JavaScript backend.
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { createInterface } from 'node:readline';
import { createRandom, labelSetsFromClasses } from '@sbn/core';
import { headFromConfig } from '@sbn/heads';
import { createFusedEngine, createModel, denseEncoder, selectBackend, sgd } from '@sbn/train';
import * as tf from '@tensorflow/tfjs-core';

const learningRate = 0.1;
const [kind, threads] = [process.argv[2], Number(process.argv[3])];

async function startPlain(backend) {
  const require = createRequire(import.meta.url);
  require('@tensorflow/tfjs'); // Registers the gradients.
  if (backend === 'wasm') {
    const wasm = require('@tensorflow/tfjs-backend-wasm');
    wasm.setWasmPaths(
      join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist') + sep,
    );
  }
  await tf.setBackend(backend);
}

const starts = {
  fused: () => selectBackend('cpu'),
  loop: async () => (await import('@sbn/train/wasm')).startWasm({ threads }),
  plain: () => startPlain('wasm'),
  cpu: () => startPlain('cpu'),
};

/** Class c of a row is as likely as 1 / (c + 1), as words are. */
function drawBatch({ numLabels, dim, batchSize }) {
  const random = createRandom([1, 'bench-heads', numLabels, dim]);
  const classes = Array.from({ length: batchSize }, () =>
    Math.min(numLabels - 1, Math.floor(Math.exp(random.uniform() * Math.log(numLabels)))),
  );
  return {
    inputs: {
      numRows: batchSize,
      numCols: dim,
      data: Float32Array.from({ length: batchSize * dim }, () => random.normal()),
    },
    labels: labelSetsFromClasses(classes, numLabels),
  };
}

async function openFused(head, batch) {
  const model = createModel({ encoder: denseEncoder({ inDim: head.inDim, seed: 1 }), head });
  const engine = await createFusedEngine({ model, optimizer: sgd({ learningRate }), threads });
  let step = 0;
  return {
    step: async () => (await engine.step(batch, { step: step++, rateFactor: 1 })).loss,
    close: () => {
      engine.dispose();
      model.dispose();
    },
  };
}

function openLoop(head, { inputs, labels }) {
  const optimizer = tf.train.sgd(learningRate);
  return {
    step: async () => {
      const { value, grads } = tf.tidy(() => {
        const h = tf.tensor2d(inputs.data, [inputs.numRows, inputs.numCols]);
        return tf.variableGrads(() => head.loss(h, labels), head.variables);
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

/** The matrix products of a step, and nothing else: [shape of A, shape of B, transpose A, transpose B] of each. */
function openProducts(shapes) {
  const operands = shapes.map(([a, b, transposeA, transposeB]) => [
    tf.randomUniform(a, -1, 1),
    tf.randomUniform(b, -1, 1),
    transposeA,
    transposeB,
  ]);
  return {
    step: async () => {
      for (const [a, b, transposeA, transposeB] of operands) {
        tf.matMul(a, b, transposeA, transposeB).dispose();
      }
      // Where work is queued, this waits for it.
      await operands[0][0].data();
      return 0;
    },
    close: () => tf.dispose(operands.map(([a, b]) => [a, b])),
  };
}

await starts[kind]();
const opened = new Map();
const actions = {
  open: async ({ name, options, products, size }) => {
    if (products !== undefined) opened.set(name, openProducts(products));
    else {
      const { numLabels, dim } = size;
      const head = headFromConfig({ ...options, inDim: dim, numLabels, seed: 1 });
      const batch = drawBatch(size);
      opened.set(name, kind === 'fused' ? await openFused(head, batch) : openLoop(head, batch));
    }
    return {};
  },
  step: async ({ name, count }) => {
    const milliseconds = [];
    const losses = [];
    for (let i = 0; i < count; i++) {
      const started = performance.now();
      losses.push(await opened.get(name).step());
      milliseconds.push(performance.now() - started);
    }
    return { milliseconds, losses };
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
