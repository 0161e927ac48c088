export { type AveragedSigmoidHead, isAveragedSigmoidHead } from './averaged-sigmoid-head.js';
export { isBuiltInHead, isBuiltInLoss } from './built-in.js';
export { type ClassHead, isClassHead } from './class-head.js';
export type {
  ClassBias,
  ClassHeadConfig,
  ClassHeadOptions,
  ClassLayerConfig,
  ClassRows,
  LinearClassHeadConfig,
  MixtureHeadConfig,
  MixtureHeadOptions,
  PlifHeadConfig,
  PlifHeadOptions,
  PlifOptions,
  ReluSoftmaxHeadConfig,
  ReluSoftmaxHeadOptions,
  ScoreFunctionOptions,
  SigmoidSoftmaxHeadConfig,
  SigsoftmaxHeadConfig,
  SigsoftmaxHeadOptions,
  SoftmaxHeadConfig,
} from './definitions/class-head-config.js';
export type {
  AveragedSigmoidHeadConfig,
  AveragedSigmoidHeadOptions,
  DftHeadConfig,
  DftHeadOptions,
  HeadConfig,
  LabelHeadConfig,
  SigmoidBottleneckHeadConfig,
  SigmoidBottleneckHeadOptions,
  SigmoidHeadConfig,
  VandermondeHeadConfig,
  VandermondeHeadOptions,
} from './definitions/head-config.js';
export { scoreFunctionOf } from './definitions/linear-class-head.js';
export type { SigmoidHeadOptions } from './definitions/sigmoid-head-options.js';
export type { Head } from './head.js';
export { HeadError } from './head-error.js';
export type { HeadWeights, ParameterValues } from './head-weights.js';
export { averagedSigmoidHead } from './heads/averaged-sigmoid-head.js';
export type { TieOptions } from './heads/check-tied-to.js';
export { dftHead } from './heads/dft-head.js';
export { headFromConfig } from './heads/head-from-config.js';
export { loadHead } from './heads/load-head.js';
export { mixtureHead } from './heads/mixture-head.js';
export { outputLayerFromSavedHead } from './heads/output-layer-from-saved-head.js';
export { plifHead } from './heads/plif-head.js';
export { reluSoftmaxHead } from './heads/relu-softmax-head.js';
export { saveHead } from './heads/save-head.js';
export type { SavedHead } from './heads/saved-head.js';
export { sigmoidBottleneckHead } from './heads/sigmoid-bottleneck-head.js';
export { sigmoidHead } from './heads/sigmoid-head.js';
export { sigmoidSoftmaxHead } from './heads/sigmoid-softmax-head.js';
export { sigsoftmaxHead } from './heads/sigsoftmax-head.js';
export { softmaxHead } from './heads/softmax-head.js';
export { vandermondeHead } from './heads/vandermonde-head.js';
export {
  type ClassLossAttributes,
  type ClassLossGradientInputs,
  type ClassLossInputs,
  type ClassLossOutputs,
  classLossGradientKernel,
  classLossKernel,
} from './kernels/class-loss-kernel.js';
export {
  type DftAdjointInputs,
  type DftAttributes,
  type DftInputs,
  type DftTables,
  dftAdjointKernel,
  dftKernel,
} from './kernels/dft-kernel.js';
export {
  type LabelLossAttributes,
  type LabelLossGradientInputs,
  type LabelLossInputs,
  type LabelLossOutputs,
  labelLossGradientKernels,
  labelLossKernels,
} from './kernels/label-loss-kernel.js';
export { product, productKernel } from './kernels/product-kernel.js';
export { scaleKernel } from './kernels/scale-kernel.js';
export { type AdaptiveCrossEntropyOptions, adaptiveCrossEntropy } from './losses/adaptive-cross-entropy.js';
export { type AsymmetricLossOptions, asymmetricLoss } from './losses/asymmetric-loss.js';
export type { ClassLoss } from './losses/class-loss.js';
export { entropicOpenSet } from './losses/entropic-open-set.js';
export { type FocalLossOptions, focalLoss } from './losses/focal-loss.js';
export type { Loss } from './losses/loss.js';
export type {
  AdaptiveCrossEntropyConfig,
  AsymmetricLossConfig,
  ClassLossConfig,
  EntropicOpenSetConfig,
  EntryLossConfig,
  FocalLossConfig,
  LabelLossConfig,
  LabelLossOptions,
  LabelSmoothing,
  LossConfig,
  LossReduction,
  SigmoidCrossEntropyConfig,
  SoftmaxCrossEntropyConfig,
} from './losses/loss-config.js';
export { lossFromConfig } from './losses/loss-from-config.js';
export { sigmoidCrossEntropy } from './losses/sigmoid-cross-entropy.js';
export { type SoftmaxCrossEntropyOptions, softmaxCrossEntropy } from './losses/softmax-cross-entropy.js';
export { type ValueAndGradient, withGradient } from './operations/with-gradient.js';
export type { OutputLayer, OutputLayerStructure } from './output-layer.js';
export type {
  IdentityScoreConfig,
  PlifScoreConfig,
  ReluScoreConfig,
  ScoreFunctionConfig,
  SigmoidScoreConfig,
  SigsoftmaxScoreConfig,
  SlopeParametrization,
} from './score-functions/score-function-config.js';
