import { InputError } from '@sbn/core';
import type { Engine } from '../engines/engine.js';
import { evaluateWith } from '../evaluation/evaluate.js';
import { writeParameters } from '../model/model-file.js';
import type { Learner, Update } from './learner.js';
import { noExamples, type TrainPlan } from './train-plan.js';

/** A model that learns from labelled examples: shuffled batches of them, each a step of the engine. */
export function exampleLearner(plan: TrainPlan, engine: Engine): Learner {
  const { model, trainSource, validSource, batchSize, config } = plan;
  const { numExamples } = trainSource;

  async function* updates(epoch: number, skip: number): AsyncGenerator<Update> {
    let isEmpty = skip === 0;
    const shuffle = { seed: config.seed, epoch };
    for await (const batch of trainSource.batches({ batchSize, shuffle, skip })) {
      isEmpty = false;
      yield { numExamples: batch.labels.numRows, rateFactor: 1, apply: (at) => engine.step(batch, at) };
    }
    if (isEmpty) throw noExamples('train');
  }

  return {
    model,
    engine,
    stepsPerEpoch: numExamples === undefined ? null : Math.ceil(numExamples / batchSize),
    updates,
    evaluate:
      validSource &&
      (async (onProgress) => {
        // The engine's own scorer has the parameters where they are.
        const scorer = plan.evaluation.scoring === 'tfjs' ? undefined : engine.scorer;
        if (scorer === undefined) await engine.sync();
        const report = await evaluateWith(scorer, {
          ...plan.evaluation,
          model,
          source: validSource,
          loss: plan.loss,
          signal: plan.options.signal,
          onProgress,
        });
        const metrics = Object.fromEntries<number>(Object.entries(report));
        const wanted = plan.monitor?.metric;
        if (wanted !== undefined && metrics[wanted] === undefined) {
          throw new InputError(
            `data.valid does not give the metric "${wanted}"; it takes known and unknown examples, and it gives ${Object.keys(metrics).join(', ')}.`,
            { code: 'unknown-metric' },
          );
        }
        return metrics;
      }),
    readParameters: () => engine.readParameters(),
    readState: async () => ({
      tensors: new Map([...(await engine.readParameters()), ...(await engine.readState())]),
    }),
    restore: async ({ tensors }, file) => {
      writeParameters(model, tensors, file);
      await engine.restore(tensors, file);
    },
    settle: () => engine.sync(),
  };
}
