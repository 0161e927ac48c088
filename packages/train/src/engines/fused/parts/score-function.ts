import type { ScoreFunctionConfig } from '@sbn/heads';
import type { Phase } from '@sbn/kernels/thread-team';
import { type KernelMemory, planPieces, scoreKinds } from '@sbn/kernels/training';
import type { ScoreDescription } from '../network.js';
import type { ParameterArray } from '../parameter-arrays.js';
import { trainingPhase } from '../training-phase.js';
import { allocateChunkResults } from './chunk-results.js';
import type { PartSetting } from './part-setting.js';

/** What makes scores of logits, in the kernels' memory. */
export interface ScoreFunction {
  /** Address of the ScoreFunction struct. */
  readonly at: number;
  /** Fields of the ClassPass. */
  readonly passFields: Readonly<Record<'histograms' | 'histogramBytes' | 'center' | 'slope', number>>;
  /** Phases that have to come before any score of a step. */
  prepare(): readonly Phase[];
  /** Phases that update the function's parameters, or keep their gradients, behind those of the labels. */
  update(): readonly Phase[];
  /** Sum of the squares of the gradients that were kept. */
  squares(): number;
}

/** What {@link createScoreFunction} is made from. */
export interface ScoreFunctionOptions {
  readonly score: ScoreDescription;
  /** Address of the ClassPass. */
  readonly classPass: number;
  /** Chunks of the labels, each of which has a histogram. */
  readonly numChunks: number;
}

/** Lays out a score function. */
export function createScoreFunction(setting: PartSetting, options: ScoreFunctionOptions): ScoreFunction {
  const { config, parameters } = options.score;
  const at = setting.memory.allocateStruct('ScoreFunction');
  setting.memory.writeStruct('ScoreFunction', at, { kind: scoreKinds[config.kind] });
  switch (config.kind) {
    case 'plif':
      return pieces(setting, options, config, setting.arrays.get(parameters.slopes!)!, at);
    case 'sigsoftmax':
      return sigsoftmax(setting, options, config, at);
    case 'relu':
      setting.memory.writeStruct('ScoreFunction', at, { epsilon: config.epsilon });
      return without(at);
    default:
      return without(at);
  }
}

/** A function that has nothing to train. */
function without(at: number): ScoreFunction {
  return {
    at,
    passFields: { histograms: 0, histogramBytes: 0, center: 0, slope: 0 },
    prepare: () => [],
    update: () => [],
    squares: () => 0,
  };
}

function sigsoftmax(
  { memory, arrays, trained }: PartSetting,
  { score: { parameters }, classPass }: ScoreFunctionOptions,
  config: ScoreFunctionConfig & { readonly kind: 'sigsoftmax' },
  at: number,
): ScoreFunction {
  const center = parameters.center === undefined ? undefined : arrays.get(parameters.center)!;
  const slope = parameters.slope === undefined ? undefined : arrays.get(parameters.slope)!;
  const placeOf = (array: ParameterArray | undefined, value: number): number =>
    array?.values ?? allocateNumber(memory, value);
  const isTrained = [parameters.center, parameters.slope].some(
    (name) => name !== undefined && trained.has(name),
  );
  memory.writeStruct('ScoreFunction', at, {
    center: placeOf(center, config.center),
    slope: placeOf(slope, config.slope),
    learned: isTrained ? 1 : 0,
  });
  if (!isTrained) return without(at);
  const results = allocateChunkResults(memory, 1);
  memory.writeStruct('ClassPass', classPass, {
    functionResult: results.at,
    functionScratch: memory.allocate(16),
  });
  return {
    ...without(at),
    passFields: { histograms: 0, histogramBytes: 0, center: center!.trained, slope: slope!.trained },
    update: () => [trainingPhase('updateScoreFunction', classPass, 1)],
    squares: results.squares,
  };
}

function allocateNumber(memory: KernelMemory, value: number): number {
  const at = memory.allocate(4);
  memory.floats(at, 1)[0] = value;
  return at;
}

function pieces(
  { memory, trained }: PartSetting,
  { numChunks }: ScoreFunctionOptions,
  config: ScoreFunctionConfig & { readonly kind: 'plif' },
  slopes: ParameterArray,
  at: number,
): ScoreFunction {
  const plan = planPieces(config);
  const isTrained = trained.has(slopes.parameter.name);
  const { histogramBytes } = plan;
  const histograms = isTrained ? memory.allocate(histogramBytes * numChunks) : 0;
  const struct = memory.allocateStruct('PiecewiseLinear');
  memory.writeStruct(
    'PiecewiseLinear',
    struct,
    plan.values(memory.allocate(plan.bytes), slopes.values, histograms, numChunks),
  );
  memory.writeStruct('ScoreFunction', at, { pieces: struct });
  const prepare = (): readonly Phase[] => [
    trainingPhase('piecesOfChunk', struct, plan.numChunks),
    trainingPhase('raisePieces', struct, plan.numChunks),
  ];
  if (!isTrained) return { ...without(at), prepare };
  const results = allocateChunkResults(memory, plan.numChunks);
  const update = memory.allocateStruct('PiecesUpdate');
  memory.writeStruct('PiecesUpdate', update, {
    pieces: struct,
    trained: slopes.trained,
    gradient: memory.allocate(4 * slopes.length),
    results: results.at,
  });
  return {
    at,
    passFields: { histograms, histogramBytes, center: 0, slope: 0 },
    prepare,
    update: () => [
      trainingPhase('addHistograms', struct, plan.numChunks),
      trainingPhase('updatePieces', update, plan.numChunks),
    ],
    squares: results.squares,
  };
}
