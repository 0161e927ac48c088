// Two heads in a training loop of one's own: sparse labels in, a scalar loss out, any TensorFlow.js optimiser.
import { createRandom, labelSetsFrom } from '@sbn/core';
import { dftHead, sigmoidBottleneckHead } from '@sbn/heads';
import * as tf from '@tensorflow/tfjs';

await tf.setBackend('cpu');
const bottleneck = sigmoidBottleneckHead({ inDim: 40, numLabels: 40, dim: 16, seed: 7 });
const dft = dftHead({ inDim: 40, numLabels: 40, k: 3, slackDims: 8, seed: 7 });
for (const head of [bottleneck, dft]) {
  const [random, optimizer, losses] = [createRandom(1), tf.train.adam(0.03), []];
  for (let step = 0; step < 150; step++) {
    // One to three labels at random; the input is noise, raised where a label is active.
    const sets = Array.from({ length: 32 }, () => random.sample(40, 1 + random.int(3)));
    const row = (set) => Array.from({ length: 40 }, (_, i) => random.normal() + (set.includes(i) ? 4 : 0));
    const h = tf.tensor2d(sets.map(row));
    const loss = optimizer.minimize(() => head.loss(h, labelSetsFrom(sets, 40)), true, [...head.variables]);
    losses.push(loss.dataSync()[0]);
    tf.dispose([h, loss]);
  }
  const [first, last] = [losses[0], losses.at(-1)];
  console.log(`${head.kind}: ${head.numParams} parameters, loss ${first.toFixed(3)} -> ${last.toFixed(3)}`);
  if (!(last < 0.8 * first)) throw new Error('the loss did not go down');
}
