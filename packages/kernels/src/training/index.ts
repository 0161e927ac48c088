export { parametrizations, scoreKinds } from '../class-scores/codes.js';
export { type PiecesPlan, type PiecesSetting, planPieces } from '../class-scores/pieces-plan.js';
export type { RelaxedModule } from '../compile-relaxed.js';
export { type PrunedDftPlan, planPrunedDft } from '../pruned-dft-plan.js';
export { activationCodes, lossKinds, rowRules, updateKinds } from './codes.js';
export {
  createKernelMemory,
  type KernelMemory,
  KernelMemoryError,
  type StructName,
  type StructValues,
  structBytes,
} from './kernel-memory.js';
export { trainingModule } from './training-module.js';
