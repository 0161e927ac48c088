export {
  type ClassLossGradientTask,
  type ClassLossTask,
  pieceTableBytes,
  type ScoreGradient,
  type ScoreTask,
} from './class-loss.js';
export type { LstmGradientTask, LstmTask } from './lstm.js';
export {
  type AdamTask,
  type ConvolutionTask,
  type CrossEntropyTask,
  createTensorKernels,
  type MaxPoolTask,
  type ProductActivation,
  type ProductTask,
  type SegmentSumTask,
  type TensorKernels,
} from './tensor-kernels.js';
export { tensorKernelsModule } from './tensor-kernels-module.js';
export type { TensorPhase, TensorRuntime } from './tensor-runtime.js';
