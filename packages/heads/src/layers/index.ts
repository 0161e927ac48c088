export { asLayersLoss } from './as-layers-loss.js';
export {
  AveragedSigmoidLayer,
  type AveragedSigmoidLayerOptions,
  averagedSigmoidLayer,
} from './averaged-sigmoid-layer.js';
export { DftLayer, type DftLayerOptions, dftLayer } from './dft-layer.js';
export type { HeadLayer, HeadLayerOptions, LayerOptions } from './head-layer.js';
export { MixtureLayer, type MixtureLayerOptions, mixtureLayer } from './mixture-layer.js';
export { PlifLayer, type PlifLayerOptions, plifLayer } from './plif-layer.js';
export { registerLayers } from './register-layers.js';
export { ReluSoftmaxLayer, type ReluSoftmaxLayerOptions, reluSoftmaxLayer } from './relu-softmax-layer.js';
export {
  SigmoidBottleneckLayer,
  type SigmoidBottleneckLayerOptions,
  sigmoidBottleneckLayer,
} from './sigmoid-bottleneck-layer.js';
export { SigmoidLayer, type SigmoidLayerOptions, sigmoidLayer } from './sigmoid-layer.js';
export {
  SigmoidSoftmaxLayer,
  type SigmoidSoftmaxLayerOptions,
  sigmoidSoftmaxLayer,
} from './sigmoid-softmax-layer.js';
export { SigsoftmaxLayer, type SigsoftmaxLayerOptions, sigsoftmaxLayer } from './sigsoftmax-layer.js';
export { SoftmaxLayer, type SoftmaxLayerOptions, softmaxLayer } from './softmax-layer.js';
export { VandermondeLayer, type VandermondeLayerOptions, vandermondeLayer } from './vandermonde-layer.js';
