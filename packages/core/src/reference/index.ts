export {
  type AdaptiveCrossEntropyReferenceOptions,
  adaptiveCrossEntropyReference,
} from './adaptive-cross-entropy.js';
export { type AsymmetricReferenceOptions, asymmetricReference } from './asymmetric.js';
export {
  type AveragedSigmoidLogitsOptions,
  averagedSigmoidLogitsReference,
} from './averaged-sigmoid-logits.js';
export { type DftLogitsOptions, dftLogitsReference } from './dft-logits.js';
export { type EntropicOpenSetReferenceOptions, entropicOpenSetReference } from './entropic-open-set.js';
export { type FocalReferenceOptions, focalReference } from './focal.js';
export { logSoftmaxReference } from './log-softmax.js';
export type { LossReference, LossReferenceOptions } from './mean-loss.js';
export { mixtureLogProbabilitiesReference } from './mixture-log-probabilities.js';
export { type PlifReferenceOptions, plifOverlapReference, plifReference } from './plif.js';
export { reluScoreReference, sigmoidScoreReference, sigsoftmaxScoreReference } from './score-functions.js';
export {
  type SigmoidBottleneckLogitsOptions,
  sigmoidBottleneckLogitsReference,
} from './sigmoid-bottleneck-logits.js';
export { sigmoidCrossEntropyReference } from './sigmoid-cross-entropy.js';
export { type SigmoidLogitsOptions, sigmoidLogitsReference } from './sigmoid-logits.js';
export {
  type SoftmaxCrossEntropyReferenceOptions,
  softmaxCrossEntropyReference,
} from './softmax-cross-entropy.js';
export { type VandermondeLogitsOptions, vandermondeLogitsReference } from './vandermonde-logits.js';
