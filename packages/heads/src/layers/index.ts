export { asLayersLoss } from './as-layers-loss.js';
export { DftLayer, type DftLayerOptions, dftLayer } from './dft-layer.js';
export type { HeadLayer, HeadLayerOptions, LayerOptions } from './head-layer.js';
export { registerLayers } from './register-layers.js';
export {
  SigmoidBottleneckLayer,
  type SigmoidBottleneckLayerOptions,
  sigmoidBottleneckLayer,
} from './sigmoid-bottleneck-layer.js';
export { SigmoidLayer, type SigmoidLayerOptions, sigmoidLayer } from './sigmoid-layer.js';
export { VandermondeLayer, type VandermondeLayerOptions, vandermondeLayer } from './vandermonde-layer.js';
