import { serialization } from '@tensorflow/tfjs-core';
import { AveragedSigmoidLayer } from './averaged-sigmoid-layer.js';
import { DftLayer } from './dft-layer.js';
import { MixtureLayer } from './mixture-layer.js';
import { PlifLayer } from './plif-layer.js';
import { ReluSoftmaxLayer } from './relu-softmax-layer.js';
import { SigmoidBottleneckLayer } from './sigmoid-bottleneck-layer.js';
import { SigmoidLayer } from './sigmoid-layer.js';
import { SigmoidSoftmaxLayer } from './sigmoid-softmax-layer.js';
import { SigsoftmaxLayer } from './sigsoftmax-layer.js';
import { SoftmaxLayer } from './softmax-layer.js';
import { VandermondeLayer } from './vandermonde-layer.js';

/**
 * Makes the layers of this package known to `tf.loadLayersModel`. Call it once before loading a model that contains
 * one; calling it again does nothing new. It is not done at import.
 */
export function registerLayers(): void {
  for (const layer of layerClasses) serialization.registerClass(layer);
}

const layerClasses = [
  SigmoidLayer,
  SigmoidBottleneckLayer,
  AveragedSigmoidLayer,
  DftLayer,
  VandermondeLayer,
  SoftmaxLayer,
  SigsoftmaxLayer,
  ReluSoftmaxLayer,
  SigmoidSoftmaxLayer,
  PlifLayer,
  MixtureLayer,
] as const;
