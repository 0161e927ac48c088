// A DFT head as the last layer of a tf.sequential model: compile, fit, save, load, and look at the output layer.
import { labelSetsFrom, labelSetsToDense } from '@sbn/core';
import { sigmoidCrossEntropy } from '@sbn/heads';
import { asLayersLoss, dftLayer, registerLayers } from '@sbn/heads/layers';
import * as tf from '@tensorflow/tfjs';

await tf.setBackend('cpu');
const [numExamples, inDim, numLabels] = [256, 16, 30];

// Synthetic data: a label is active when its own fixed direction points the way of the input.
const inputs = tf.randomNormal([numExamples, inDim], 0, 1, 'float32', 1);
const scores = await tf.matMul(inputs, tf.randomNormal([inDim, numLabels], 0, 1, 'float32', 2)).array();
const best = (row) => [...row.keys()].sort((a, b) => row[b] - row[a]).slice(0, 3);
const labels = tf.tensor2d(labelSetsToDense(labelSetsFrom(scores.map(best), numLabels)), [
  numExamples,
  numLabels,
]);

const model = tf.sequential({
  layers: [
    tf.layers.dense({
      inputShape: [inDim],
      units: 32,
      activation: 'tanh',
      kernelInitializer: tf.initializers.glorotUniform({ seed: 3 }),
    }),
    // Every set of at most 3 labels can be output, whatever is learned.
    dftLayer({ numLabels, k: 3, slackDims: 8, seed: 4, name: 'labels' }),
  ],
});
model.compile({ optimizer: tf.train.adam(0.02), loss: asLayersLoss(sigmoidCrossEntropy()) });
const { history } = await model.fit(inputs, labels, {
  epochs: 25,
  batchSize: 32,
  shuffle: false,
  verbose: 0,
});
const [first, last] = [history.loss[0], history.loss.at(-1)];
console.log(`loss ${first.toFixed(4)} -> ${last.toFixed(4)} in ${history.loss.length} epochs`);
if (!(last < 0.7 * first)) throw new Error('the loss did not go down');

// Save to memory and load again. Any other tf.io handler works the same way.
let artifacts;
await model.save(
  tf.io.withSaveHandler(async (saved) => {
    artifacts = saved;
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: 'JSON' } };
  }),
);
registerLayers();
const loaded = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
const difference = tf.max(tf.abs(tf.sub(model.predict(inputs), loaded.predict(inputs)))).dataSync()[0];
if (difference !== 0) throw new Error(`the loaded model differs by ${difference}`);

const { weights } = loaded.getLayer('labels').outputLayer();
console.log(`loaded again, same logits; output layer for @sbn/detect: ${weights.rows} x ${weights.cols}`);
