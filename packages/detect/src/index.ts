export {
  type CheckOptions,
  createDetector,
  type DetectionProgress,
  type Detector,
  type DetectorOptions,
  type RadiusOptions,
  type RunOptions,
} from './detector/create-detector.js';
export { DetectorError } from './detector/detector-error.js';
export type { LayerInput } from './layer/layer.js';
export type { OutputRule } from './layer/output-rule.js';
export type { LabelSetItem, LabelSetSource } from './parallel/label-set-source.js';
export type { ChebyshevRadius } from './radius/chebyshev-radius.js';
export { cpuMatrixBackend } from './screening/cpu-matrix-backend.js';
export type {
  LoadedRows,
  MatrixBackend,
  ProjectionBatch,
  ProjectionResult,
  UnitRows,
} from './screening/matrix-backend.js';
export type { ExactSolverName } from './solvers/margin-solver.js';
export type { LayerStructure } from './structure/layer-structure.js';
export {
  type BinomialIntervalOptions,
  binomialInterval,
  type ShareInterval,
} from './sweep/binomial-interval.js';
export {
  findUnargmaxable,
  type SweepCounts,
  type SweepOptions,
  type SweepProgress,
  type SweepResult,
} from './sweep/find-unargmaxable.js';
export { type OpenSweep, type OpenSweepOptions, openSweep, type SweptLayer } from './sweep/open-sweep.js';
export type { Sweep } from './sweep/sweep.js';
export { summariseVerdicts, type VerdictTotals } from './verdict/summarise-verdicts.js';
export type {
  ArgmaxableByAlternation,
  ArgmaxableByWitness,
  Certificate,
  DecidedBy,
  Unargmaxable,
  Undecided,
  Verdict,
  VerdictBase,
} from './verdict/verdict.js';
export { verdictFromJson } from './verdict/verdict-from-json.js';
export { type CertificateJson, type VerdictJson, verdictToJson } from './verdict/verdict-to-json.js';
export {
  createVerifier,
  type Verification,
  type VerifiedLayer,
  type Verifier,
  verifyVerdict,
} from './verify/verify-verdict.js';
