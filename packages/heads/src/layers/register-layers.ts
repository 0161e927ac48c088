import { serialization } from '@tensorflow/tfjs-core';
import { DftLayer } from './dft-layer.js';
import { SigmoidBottleneckLayer } from './sigmoid-bottleneck-layer.js';
import { SigmoidLayer } from './sigmoid-layer.js';
import { VandermondeLayer } from './vandermonde-layer.js';

/**
 * Makes the layers of this package known to `tf.loadLayersModel`. Call it once before loading a model that contains
 * one; calling it again does nothing new. It is not done at import.
 */
export function registerLayers(): void {
  for (const layer of [SigmoidLayer, SigmoidBottleneckLayer, DftLayer, VandermondeLayer]) {
    serialization.registerClass(layer);
  }
}
