export type { BackendDetails } from './backends/backend-details.js';
export { type BackendName, backendNames } from './backends/backend-name.js';
export { describeRuntime, type RuntimeFeatures } from './backends/describe-runtime.js';
export type { ImportModule } from './backends/load-package.js';
export { tfjsMatrixBackend } from './backends/matrix-backend.js';
export {
  type BackendChoice,
  type BackendOptions,
  type BackendReport,
  describeBackends,
  selectBackend,
} from './backends/select-backend.js';
export { WebgpuError, type WebgpuErrorCode } from './backends/webgpu/webgpu-error.js';
export { type BagEncoderOptions, bagEncoder } from './encoders/bag-encoder.js';
export { isBuiltInEncoder } from './encoders/built-in-encoder.js';
export {
  type ConvolutionBlockOptions,
  type ConvolutionEncoderOptions,
  convolutionEncoder,
} from './encoders/convolution-encoder.js';
export { type DenseEncoderOptions, denseEncoder } from './encoders/dense-encoder.js';
export { dropoutMask } from './encoders/dropout-mask.js';
export type { EmbeddingTable, TableGradient } from './encoders/embedding-table.js';
export type {
  ActivationName,
  ConvolutionBlockConfig,
  EncodeOptions,
  Encoder,
  EncoderConfig,
  EncoderInputs,
  MapShape,
  NormalizationName,
  TransformOptions,
} from './encoders/encoder.js';
export { encoderFromConfig } from './encoders/encoder-from-config.js';
export {
  type TextConvolutionEncoderOptions,
  textConvolutionEncoder,
} from './encoders/text-convolution-encoder.js';
export type { EngineName } from './engines/choose-engine.js';
export type { Engine, EngineFactory, EngineOptions, StepResult } from './engines/engine.js';
export { EngineError } from './engines/engine-error.js';
export { createFusedEngine, type FusedEngineOptions } from './engines/fused/fused-engine.js';
export { createTfjsEngine } from './engines/tfjs/tfjs-engine.js';
export type { ScoringName } from './evaluation/choose-scorer.js';
export { type ClassActivationMaps, classActivationMaps } from './evaluation/class-activation-maps.js';
export {
  type EvaluationOptions,
  type EvaluationReport,
  evaluate,
  metricNames,
} from './evaluation/evaluate.js';
export { type ClassEvaluationOptions, evaluateClasses } from './evaluation/evaluate-classes.js';
export { evaluateOpenSet } from './evaluation/evaluate-open-set.js';
export { EvaluationError } from './evaluation/evaluation-error.js';
export type { OpenSetMeasures, OpenSetNumbers } from './evaluation/open-set-accumulator.js';
export { type Prediction, predict } from './evaluation/predict.js';
export type { ScoringOptions, ScoringProgress } from './evaluation/score-source.js';
export { tuneThreshold } from './evaluation/tune-threshold.js';
export { type FolderLock, lockFolder } from './files/folder-lock.js';
export {
  type NamedArray,
  readSafetensors,
  type SafetensorsFile,
  writeSafetensors,
} from './files/safetensors.js';
export { writeFileAtomic } from './files/write-file-atomic.js';
export type { EpochOptions } from './loop/epoch-options.js';
export type {
  EarlyStoppingOptions,
  MonitorOptions,
  MonitorState,
} from './loop/monitor.js';
export { train } from './loop/train.js';
export type { SourceShape, TrainConfig } from './loop/train-config.js';
export type { EpochRecord, TrainEvent } from './loop/train-event.js';
export type { TrainOptions, TrainResult } from './loop/train-options.js';
export { createModel, type Model, type ModelConfig, modelFromConfig } from './model/model.js';
export { loadModel, saveModel } from './model/model-file.js';
export type { Parameter } from './model/parameter.js';
export { type AdamOptions, adam } from './optimizers/adam.js';
export type {
  DeviceUpdate,
  GroupConfig,
  HostUpdate,
  Optimizer,
  OptimizerConfig,
  ParameterGroup,
  ParameterMatch,
  ParameterRule,
} from './optimizers/optimizer.js';
export { optimizerFromConfig } from './optimizers/optimizer-from-config.js';
export { type SgdOptions, sgd } from './optimizers/sgd.js';
export { type Checkpoint, readCheckpoint, type TrainState, writeCheckpoint } from './run/checkpoint.js';
export { exportOutputLayer } from './run/export-output-layer.js';
export { openRunFolder, type RunFolder } from './run/run-folder.js';
export { TrainingError, type TrainingErrorDetails } from './run/training-error.js';
export { constantSchedule } from './schedules/constant-schedule.js';
export { type CosineScheduleOptions, cosineSchedule } from './schedules/cosine-schedule.js';
export { cosineWarmup } from './schedules/cosine-warmup.js';
export { exponentialSchedule } from './schedules/exponential-schedule.js';
export { linearWarmup } from './schedules/linear-warmup.js';
export { oneCycleSchedule } from './schedules/one-cycle-schedule.js';
export type { Schedule, ScheduleConfig } from './schedules/schedule.js';
export { scheduleFromConfig } from './schedules/schedule-from-config.js';
export { stairSchedule } from './schedules/stair-schedule.js';
export { stepSchedule } from './schedules/step-schedule.js';
