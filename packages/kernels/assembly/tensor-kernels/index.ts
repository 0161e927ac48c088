// Kernels on the tensors of TensorFlow.js: one module on the memory that holds them. Phases take (params, chunk, thread).
export { adam } from './adam';
export { depthwiseFilterGradient, depthwiseInputGradient } from './depthwise';
export { addSplits, multiply } from './matrix-product';
export { maxPoolGradient } from './max-pool';
export { gatherPatches } from './patches';
export { segmentSum } from './segment-sum';
export { sigmoidCrossEntropy } from './sigmoid-cross-entropy';
