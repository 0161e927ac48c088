// Kernels on the tensors of TensorFlow.js: one module on the memory that holds them. Phases take (params, chunk, thread).
export { addHistograms, piecesOfChunk, raisePieces } from '../class-scores/piecewise-linear';
export { adam } from './adam';
export {
  classLossFactors,
  classLossGradient,
  classLossSums,
  classLossValues,
  piecesGradient,
} from './class-loss';
export { addFilterGradients, convolve, filterGradient, packFilter } from './convolution';
export { depthwiseFilterGradient, depthwiseInputGradient } from './depthwise';
export { lstmBegin, lstmGradientBegin, lstmGradientStep, lstmStep } from './lstm';
export { addSplits, multiply } from './matrix-product';
export { maxPool, maxPoolGradient, separateMaxPoolGradient } from './max-pool';
export { segmentSum } from './segment-sum';
export { sigmoidCrossEntropy } from './sigmoid-cross-entropy';
export {
  packTextFilter,
  textConvolution,
  textFilterGradient,
  textInputGradient,
} from './text-convolution';
