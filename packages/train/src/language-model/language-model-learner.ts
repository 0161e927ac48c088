import { batchify, textWindows } from '@sbn/datasets';
import { dispose, tensor2d } from '@tensorflow/tfjs-core';
import { createGradientStep } from '../engines/tfjs/gradient-step.js';
import type { NamedArray } from '../files/safetensors.js';
import type { Learner, Update } from '../loop/learner.js';
import { readParameters, takeTensor, writeParameters } from '../model/model-file.js';
import { averagingBegins } from '../optimizers/averaging-begins.js';
import { parameterAverage } from '../optimizers/parameter-average.js';
import { rulesFor } from '../optimizers/rules-for.js';
import { evaluateLanguageModel } from './evaluate-language-model.js';
import type { LstmState } from './lstm-layer.js';
import type { AveragingEvent } from './train-language-model-options.js';
import type { TrainLanguageModelPlan } from './train-language-model-plan.js';
import { windowObjective } from './window-objective.js';

/** A language model that learns; it has tensors of its own besides the model's. */
export interface LanguageModelLearner extends Learner<AveragingEvent> {
  dispose(): void;
}

/**
 * A language model that learns from the windows of a text, each from the state that the one before has led to. From the
 * epoch on that the averaging asks for, the averages of the parameters count, while the parameters themselves learn on.
 *
 * @throws InputError (code `group-without-parameters`)
 */
export async function createLanguageModelLearner(
  plan: TrainLanguageModelPlan,
): Promise<LanguageModelLearner> {
  const { options, optimizer, config } = plan;
  const { model, data, signal, clipNorm } = options;
  const { batchSize, windowLength, variableWindows, penalties, averaging } = config;
  const gradientStep = await createGradientStep({
    parameters: model.parameters,
    optimizer,
    ruleFor: rulesFor(optimizer, model),
    clipNorm,
  });
  const average = parameterAverage(model.parameters);
  const columns = batchify({ tokens: data.train, batchSize });
  let carried: readonly LstmState[] = model.initialState(batchSize);

  const carry = (next: readonly LstmState[]): void => {
    dispose(carried as LstmState[]);
    carried = next;
  };
  /** With the parameters that count: the averages, where there are some. */
  const withAverages = <T>(what: () => Promise<T>): Promise<T> =>
    average.count > 0 ? average.during(what) : what();

  function* updates(epoch: number, skip: number): Generator<Update> {
    const jitter = variableWindows ? { seed: config.seed, epoch } : undefined;
    for (const window of textWindows(columns, { numSteps: windowLength, jitter, skip })) {
      yield {
        numExamples: window.targets.length,
        // A window of half the length is half as many tokens, and takes half the step (Merity et al., 2018).
        rateFactor: variableWindows ? window.numSteps / windowLength : 1,
        apply: async (at) => {
          let next = carried;
          const compute = () => {
            const computed = windowObjective(model, window, carried, at.step, penalties);
            next = computed.state;
            return computed;
          };
          const result = await gradientStep.step({ compute }, at).finally(() => {
            if (next !== carried) carry(next);
          });
          if (average.count > 0) average.add();
          return result;
        },
      };
    }
  }

  const { valid } = data;
  return {
    model,
    engine: { kind: 'tfjs' },
    stepsPerEpoch: variableWindows ? null : Math.ceil((columns.numSteps - 1) / windowLength),
    updates,
    evaluate:
      valid &&
      (async (onProgress) => {
        const report = await withAverages(() =>
          evaluateLanguageModel({
            ...config.evaluation,
            model,
            tokens: valid,
            signal,
            onProgress: ({ numTokens, totalTokens }) =>
              onProgress({ numExamples: numTokens, totalExamples: totalTokens }),
          }),
        );
        return { ...report };
      }),
    endEpoch: (history) => {
      carry(model.initialState(batchSize));
      if (averaging === null || average.count > 0) return undefined;
      const losses = history.map(({ metrics }) => metrics!.loss!);
      if (!averagingBegins(losses, averaging.nonMono)) return undefined;
      average.start();
      return { event: 'averaging', step: history.at(-1)!.step, epoch: history.length };
    },
    readParameters: () => withAverages(() => readParameters(model)),
    readState: async () => ({
      tensors: new Map([
        ...(await readParameters(model)),
        ...(await gradientStep.readState()),
        ...(await average.read()),
        ...(await readCarried(carried)),
      ]),
      counts: { average: average.count },
    }),
    restore: async ({ tensors, counts }, file) => {
      writeParameters(model, tensors, file);
      await gradientStep.restore(tensors, file);
      const averaged = counts?.average ?? 0;
      if (averaged > 0) average.restore(tensors, averaged, file);
      carry(restoredCarried(carried, tensors, file));
    },
    settle: async (isEnd) => {
      if (isEnd && average.count > 0) average.adopt();
    },
    dispose: () => {
      gradientStep.dispose();
      average.dispose();
      dispose(carried as LstmState[]);
    },
  };
}

const carriedName = (layer: number, part: keyof LstmState): string => `carried/lstm${layer + 1}/${part}`;

async function readCarried(carried: readonly LstmState[]): Promise<Map<string, NamedArray>> {
  const tensors = new Map<string, NamedArray>();
  for (const [i, state] of carried.entries()) {
    for (const part of ['hidden', 'cell'] as const) {
      const { shape } = state[part];
      // The cpu backend hands out its own memory.
      const data = (await state[part].data<'float32'>()).slice();
      tensors.set(carriedName(i, part), { shape, data });
    }
  }
  return tensors;
}

/** The states of a checkpoint, shaped like those of now. */
function restoredCarried(
  carried: readonly LstmState[],
  tensors: ReadonlyMap<string, NamedArray>,
  file: string,
): LstmState[] {
  return carried.map((state, i) => {
    const read = (part: keyof LstmState) => {
      const { shape } = state[part];
      return tensor2d(takeTensor(tensors, carriedName(i, part), shape, file), shape);
    };
    return { hidden: read('hidden'), cell: read('cell') };
  });
}
