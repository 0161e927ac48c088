export { type AsymmetricReferenceOptions, asymmetricReference } from './asymmetric.js';
export { type DftLogitsOptions, dftLogitsReference } from './dft-logits.js';
export { type FocalReferenceOptions, focalReference } from './focal.js';
export type { LossReference, LossReferenceOptions } from './mean-loss.js';
export {
  type SigmoidBottleneckLogitsOptions,
  sigmoidBottleneckLogitsReference,
} from './sigmoid-bottleneck-logits.js';
export { sigmoidCrossEntropyReference } from './sigmoid-cross-entropy.js';
export { type SigmoidLogitsOptions, sigmoidLogitsReference } from './sigmoid-logits.js';
export { type VandermondeLogitsOptions, vandermondeLogitsReference } from './vandermonde-logits.js';
