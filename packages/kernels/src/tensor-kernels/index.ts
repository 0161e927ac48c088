export {
  type ClassLossGradientTask,
  type ClassLossTask,
  pieceTableBytes,
  type ScoreGradient,
  type ScoreTask,
} from './class-loss.js';
export type {
  ConvolutionFilterGradientTask,
  ConvolutionInputGradientTask,
  ConvolutionSizes,
  ConvolveTask,
} from './convolution.js';
export type { LstmGradientTask, LstmTask } from './lstm.js';
export {
  type AdamTask,
  type CrossEntropyTask,
  createTensorKernels,
  type DepthwiseTask,
  type MaxPoolTask,
  type ProductActivation,
  type ProductTask,
  type SegmentSumTask,
  type TensorKernels,
} from './tensor-kernels.js';
export { tensorKernelsModule } from './tensor-kernels-module.js';
export type { TensorPhase, TensorRuntime } from './tensor-runtime.js';
export type { TextConvolutionGradientTask, TextConvolutionTask } from './text-convolution.js';
