export { trigonometricBasis } from './bases/trigonometric-basis.js';
export {
  type VandermondeBasisOptions,
  type VandermondePoints,
  vandermondeBasis,
} from './bases/vandermonde-basis.js';
export { binomial } from './counting/binomial.js';
export {
  type CountArgmaxableOptions,
  countArgmaxableLabelSets,
} from './counting/count-argmaxable-label-sets.js';
export { countKSparseLabelSets } from './counting/count-k-sparse-label-sets.js';
export {
  type ArgmaxableShare,
  shareOfArgmaxableLabelSets,
} from './counting/share-of-argmaxable-label-sets.js';
export { createFft, type Fft } from './fft/fft.js';
export { InputError, type InputErrorDetails } from './input-error.js';
export { coOccurrenceLabelOrder } from './label-order/co-occurrence-label-order.js';
export { frequencyLabelOrder } from './label-order/frequency-label-order.js';
export { randomLabelOrder } from './label-order/random-label-order.js';
export { reorderLabels } from './label-order/reorder-labels.js';
export { signChangesInOrder } from './label-order/sign-changes-in-order.js';
export { multiplyMatrices } from './linear-algebra/multiply-matrices.js';
export { multiplyMatrixVector } from './linear-algebra/multiply-matrix-vector.js';
export { numericalRank } from './linear-algebra/numerical-rank.js';
export { orthogonalComplement } from './linear-algebra/orthogonal-complement.js';
export {
  createRankMeter,
  type RankBounds,
  type RankMeter,
  type RankMeterOptions,
  type RankReport,
} from './linear-algebra/rank-meter.js';
export { singularValues } from './linear-algebra/singular-values.js';
export { transposeMatrix } from './linear-algebra/transpose-matrix.js';
export { createMatrix, type Matrix } from './matrix/matrix.js';
export { averagePrecision } from './metrics/average-precision.js';
export { brierScore } from './metrics/brier-score.js';
export {
  type CalibrationBin,
  type CalibrationBins,
  type ConfidenceBatch,
  createCalibrationBins,
} from './metrics/calibration-bins.js';
export type { RankedHits, RankedHitsWithTotal } from './metrics/check-hits.js';
export type { ScoredBatch } from './metrics/check-scores.js';
export {
  type ClassBatch,
  type ClassMetrics,
  type ClassReport,
  createClassMetrics,
} from './metrics/class-metrics.js';
export { type ConfusionCounts, confusionCounts } from './metrics/confusion-counts.js';
export { exactAccuracy } from './metrics/exact-accuracy.js';
export { expectedCalibrationError } from './metrics/expected-calibration-error.js';
export { f1AtK } from './metrics/f1-at-k.js';
export { hammingLoss } from './metrics/hamming-loss.js';
export { labelSetsAboveThreshold } from './metrics/label-sets-above-threshold.js';
export { type MacroF1, macroF1 } from './metrics/macro-f1.js';
export { matchedModes } from './metrics/matched-modes.js';
export {
  createMetricsAccumulator,
  type MetricsAccumulator,
  type MetricsOptions,
  type MetricsReport,
} from './metrics/metrics-accumulator.js';
export { type MicroF1, microF1 } from './metrics/micro-f1.js';
export { ndcgAtK } from './metrics/ndcg-at-k.js';
export { perplexity } from './metrics/perplexity.js';
export { precisionAtK } from './metrics/precision-at-k.js';
export { type RankedBatch, rankScores } from './metrics/rank-scores.js';
export { recallAtK } from './metrics/recall-at-k.js';
export { createThresholdTuner, type ThresholdTuner, type TunedThreshold } from './metrics/threshold-tuner.js';
export { topKLabels } from './metrics/top-k-labels.js';
export { hashToInt32 } from './random/hash.js';
export { createRandom, type Random } from './random/random.js';
export {
  type FittedTemperature,
  fitTemperature,
  type TemperatureOptions,
} from './rejection/fit-temperature.js';
export { type FittedThresholds, fitThresholds, type ThresholdsOptions } from './rejection/fit-thresholds.js';
export { type KnownnessOptions, knownness } from './rejection/knownness.js';
export type { KnownnessScore } from './rejection/knownness-score.js';
export {
  createOpenSetMetrics,
  type OpenSetBatch,
  type OpenSetClassReport,
  type OpenSetMetrics,
  type OpenSetOptions,
  type OpenSetReport,
} from './rejection/open-set-metrics.js';
export {
  type CountSignChangesOptions,
  countSignChanges,
  type LabelOrder,
} from './signs/count-sign-changes.js';
export { enumerateKSparseLabelSets, enumerateLabelSets } from './signs/enumerate-label-sets.js';
export {
  type AlternatingStructure,
  type AlternationOptions,
  isArgmaxableByAlternation,
} from './signs/is-argmaxable-by-alternation.js';
export { labelsFromSignVector, signVectorFrom } from './signs/sign-vectors.js';
export { checkLabelSets } from './sparse/check-label-sets.js';
export { checkSparseRows } from './sparse/check-sparse-rows.js';
export { checkTokenRows } from './sparse/check-token-rows.js';
export type { DenseRows } from './sparse/dense-rows.js';
export { type LabelCardinality, labelCardinality } from './sparse/label-cardinality.js';
export { labelCounts } from './sparse/label-counts.js';
export { labelSetAt, labelSetsFrom } from './sparse/label-sets.js';
export { labelSetsFromClasses } from './sparse/label-sets-from-classes.js';
export { labelSetsFromDense } from './sparse/label-sets-from-dense.js';
export { labelSetsToDense } from './sparse/label-sets-to-dense.js';
export { selectRows } from './sparse/select-rows.js';
export { sliceRows } from './sparse/slice-rows.js';
export type { LabelSets, SparseRows } from './sparse/sparse-rows.js';
export type { TokenRows } from './sparse/token-rows.js';
export { type UniqueLabelSets, uniqueLabelSets } from './sparse/unique-label-sets.js';
export { withUnknownClass } from './sparse/with-unknown-class.js';
