export { evaluateLanguageModel, type LanguageModelReport } from './evaluate-language-model.js';
export {
  createLanguageModel,
  type LanguageModel,
  type LanguageModelConfig,
  type LanguageModelDropout,
  type LanguageModelHeadOptions,
  type LanguageModelOptions,
  languageModelFromConfig,
  type SequenceFeatures,
} from './language-model.js';
export { loadLanguageModel, saveLanguageModel } from './language-model-file.js';
export { type LogProbabilityBlock, logProbabilityBlocks } from './log-probability-blocks.js';
export {
  type LstmAttributes,
  type LstmGradientInputs,
  type LstmGradientOutputs,
  type LstmInputs,
  type LstmOutputs,
  lstmGradientKernel,
  lstmKernel,
} from './lstm-kernel.js';
export { type LstmState, type LstmWeights, lstmLayer } from './lstm-layer.js';
export type { SequencePass } from './lstm-stack.js';
export type { TextBlock, TextOptions, TextProgress } from './text-blocks.js';
export { trainLanguageModel } from './train-language-model.js';
export type {
  ActivationPenalties,
  AveragingEvent,
  AveragingOptions,
  LanguageModelEvent,
  TrainLanguageModelOptions,
  TrainLanguageModelResult,
} from './train-language-model-options.js';
export type { TrainLanguageModelConfig } from './train-language-model-plan.js';
