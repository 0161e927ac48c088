import { labelSetsFromClasses, labelSetsToDense } from '@sbn/core';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { headFromConfig } from '../heads/head-from-config.js';
import { asymmetricLoss } from '../losses/asymmetric-loss.js';
import type { Loss } from '../losses/loss.js';
import { sigmoidCrossEntropy } from '../losses/sigmoid-cross-entropy.js';
import { softmaxCrossEntropy } from '../losses/softmax-cross-entropy.js';
import { describeOnEveryBackend, useBackend } from '../testing/backends.js';
import { expectClose } from '../testing/expect-close.js';
import { headCases } from '../testing/head-cases.js';
import { leaveNoTensor } from '../testing/leave-no-tensor.js';
import { normals, sampleLabelSets } from '../testing/sample-data.js';
import { asLayersLoss } from './as-layers-loss.js';
import { AveragedSigmoidLayer, averagedSigmoidLayer } from './averaged-sigmoid-layer.js';
import { DftLayer, dftLayer } from './dft-layer.js';
import type { HeadLayer } from './head-layer.js';
import { MixtureLayer, mixtureLayer } from './mixture-layer.js';
import { PlifLayer } from './plif-layer.js';
import { registerLayers } from './register-layers.js';
import { ReluSoftmaxLayer } from './relu-softmax-layer.js';
import { SigmoidBottleneckLayer } from './sigmoid-bottleneck-layer.js';
import { SigmoidLayer } from './sigmoid-layer.js';
import { SigmoidSoftmaxLayer } from './sigmoid-softmax-layer.js';
import { SigsoftmaxLayer } from './sigsoftmax-layer.js';
import { SoftmaxLayer, softmaxLayer } from './softmax-layer.js';
import { VandermondeLayer } from './vandermonde-layer.js';

const layerClasses = {
  sigmoid: SigmoidLayer,
  'sigmoid-bottleneck': SigmoidBottleneckLayer,
  'averaged-sigmoid': AveragedSigmoidLayer,
  dft: DftLayer,
  vandermonde: VandermondeLayer,
  softmax: SoftmaxLayer,
  sigsoftmax: SigsoftmaxLayer,
  'relu-softmax': ReluSoftmaxLayer,
  'sigmoid-softmax': SigmoidSoftmaxLayer,
  plif: PlifLayer,
  mixture: MixtureLayer,
} as const;

const batch = 6;
/** The heads whose weights are all their own: a layer can have no others. */
const ownCases = headCases.filter(({ tiedCols }) => tiedCols === undefined);

/** A model that is one head: [batch, inDim] -> logits. */
function modelOf(config: (typeof headCases)[number]['config']): { model: tf.Sequential; layer: HeadLayer } {
  const { kind, inDim, ...options } = config;
  const layer = new layerClasses[kind]({ ...options, inputShape: [inDim] } as never);
  return { model: tf.sequential({ layers: [layer] }), layer };
}

describe('registerLayers', () => {
  it('is what makes the layers loadable: importing them is not enough', async () => {
    await useBackend('cpu');
    const { model } = modelOf(headCases[0]!.config);
    const json = model.toJSON(null, false) as Parameters<typeof tf.models.modelFromJSON>[0];
    await expect(tf.models.modelFromJSON(json)).rejects.toThrow(/Unknown layer: SigmoidLayer/);
    registerLayers();
    registerLayers();
    const copy = await tf.models.modelFromJSON(json);
    expect(copy.layers[0]).toBeInstanceOf(SigmoidLayer);
    model.dispose();
    copy.dispose();
  });
});

describeOnEveryBackend(() => {
  beforeAll(registerLayers);
  leaveNoTensor();

  describe.each(ownCases)('$name', ({ config, output, cols }) => {
    const { inDim, numLabels } = config;
    const features = normals(1, batch * inDim);
    const labels = labelSetsToDense(
      output === 'classes'
        ? labelSetsFromClasses([3, 0, numLabels - 1, 3, 5, 1], numLabels)
        : sampleLabelSets(2, batch, numLabels),
    );
    const loss =
      output === 'classes'
        ? softmaxCrossEntropy({ labelSmoothing: { amount: 0.1 } })
        : asymmetricLoss({ gammaNegative: 2, reduction: 'sum-over-labels' });

    it('starts from the same weights and gives the same logits as the head', async () => {
      const { model, layer } = modelOf(config);
      const head = headFromConfig(config);
      expect(model.outputs[0]!.shape).toEqual([null, numLabels]);
      expect(model.countParams()).toBe(head.numParams);
      if (cols !== undefined) {
        expect(await layer.readOutputLayer()).toEqual(await head.readOutputLayer());
      }
      const h = tf.tensor2d(features, [batch, inDim]);
      const fromHead = head.logits(h);
      const fromLayer = model.predict(h) as tf.Tensor;
      expect(await fromLayer.data()).toEqual(await fromHead.data());
      tf.dispose([h, fromHead, fromLayer]);
      head.dispose();
      model.dispose();
    });

    it('trains by model.fit like the head by hand', async () => {
      const { model, layer } = modelOf(config);
      const head = headFromConfig(config);
      const h = tf.tensor2d(features, [batch, inDim]);
      const y = tf.tensor2d(labels, [batch, numLabels]);
      const [forModel, forHead] = [tf.train.sgd(0.3), tf.train.sgd(0.3)];
      model.compile({ optimizer: forModel, loss: asLayersLoss(loss) });
      const history = await model.fit(h, y, { batchSize: batch, epochs: 4, shuffle: false, verbose: 0 });
      const losses = history.history.loss as number[];
      expect(losses[3]).toBeLessThan(losses[0]!);
      for (let step = 0; step < 4; step++) {
        forHead.minimize(() => head.loss(h, y, { loss }), false, [...head.variables]);
      }
      for (const [i, weight] of layer.getWeights().entries()) {
        expectClose(await weight.data(), await head.variables[i]!.data());
      }
      tf.dispose([h, y]);
      forModel.dispose();
      forHead.dispose();
      head.dispose();
      model.dispose();
    });

    it('survives model.save and loadLayersModel with its weights, and saves no fixed basis', async () => {
      const { model } = modelOf({ ...config, seed: 99 });
      let saved: tf.io.ModelArtifacts | undefined;
      await model.save(
        tf.io.withSaveHandler(async (artifacts) => {
          saved = artifacts;
          return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
        }),
      );
      expect((saved!.weightData as ArrayBuffer).byteLength).toBe(4 * model.countParams());
      const topology = JSON.parse(JSON.stringify(saved!.modelTopology)) as tf.io.ModelJSON['modelTopology'];
      const copy = await tf.loadLayersModel(tf.io.fromMemory({ ...saved!, modelTopology: topology }));
      expect(copy.layers[0]!.getConfig()).toEqual(model.layers[0]!.getConfig());
      const h = tf.tensor2d(features, [batch, inDim]);
      const [first, second] = [model.predict(h) as tf.Tensor, copy.predict(h) as tf.Tensor];
      expect(await second.data()).toEqual(await first.data());
      tf.dispose([h, first, second]);
      model.dispose();
      copy.dispose();
    });
  });

  it('stands behind other layers', async () => {
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ inputShape: [3], units: 8, activation: 'tanh', kernelInitializer: 'ones' }),
        dftLayer({ numLabels: 7, k: 1, slackDims: 1, seed: 1 }),
      ],
    });
    const optimizer = tf.train.adam(0.05);
    model.compile({ optimizer, loss: asLayersLoss(sigmoidCrossEntropy()) });
    const h = tf.tensor2d(normals(3, 12), [4, 3]);
    const y = tf.tidy(() => tf.oneHot(tf.tensor1d([0, 3, 3, 6], 'int32'), 7));
    const history = await model.fit(h, y, { epochs: 30, verbose: 0 });
    const losses = history.history.loss as number[];
    expect(losses.at(-1)).toBeLessThan(0.7 * losses[0]!);
    expect((await model.layers[0]!.getWeights()[0]!.data())[0]).not.toBe(1);
    tf.dispose([h, y]);
    optimizer.dispose();
    model.dispose();
  });
});

describe('wrong use of the layers', () => {
  it('is named where the layer is made', () => {
    expect(() => dftLayer({ numLabels: 9, k: 5, seed: 1, inputShape: [4] })).toThrow(
      /dftLayer: k must be an integer in \[1, 4\], got 5/,
    );
    expect(() => dftLayer({ numLabels: 9, k: 2 } as never)).toThrow(/dftLayer: seed must be a number/);
    expect(() => mixtureLayer({ numLabels: 9, numComponents: 0, seed: 1 })).toThrow(
      /mixtureLayer: numComponents must be an integer >= 1, got 0/,
    );
    expect(() => averagedSigmoidLayer({ numLabels: 9, positions: 2.5, seed: 1 })).toThrow(
      /averagedSigmoidLayer: positions must be an integer >= 1, got 2\.5/,
    );
    const tied = { numLabels: 9, seed: 1, tied: true, tiedTo: undefined } as const;
    expect(() => softmaxLayer(tied)).toThrow(/a layer owns its weights and cannot be tied/);
  });

  it('is named where the model is built', () => {
    const layer = dftLayer({ numLabels: 9, k: 2, seed: 1, name: 'labels' });
    expect(() => layer.outputLayer()).toThrow(/labels: the layer has no weights yet/);
    expect(() =>
      tf.sequential({ layers: [tf.layers.reshape({ inputShape: [6], targetShape: [2, 3] }), layer] }),
    ).toThrow(/labels: expected an input of shape \[batch, features\], got \[.*, 2, 3\].*flatten/);
    const averaged = averagedSigmoidLayer({ numLabels: 9, positions: 4, seed: 1, inputShape: [6] });
    expect(() => tf.sequential({ layers: [averaged] })).toThrow(
      /averagedSigmoidLayer: inDim must be .* a multiple of 4, got 6/,
    );
    expect(() => asLayersLoss('bce' as unknown as Loss)).toThrow(/asLayersLoss: expected a loss/);
  });
});
