import { createRandom, type SparseRows } from '@sbn/core';
import { type Tensor2D, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { loadGradients } from '../backends/load-gradients.js';
import { checkCount, checkSeed } from '../checks.js';
import { createGradientStep } from '../engines/tfjs/gradient-step.js';
import { giveTurns } from '../loop/give-turns.js';
import type { Model } from '../model/model.js';
import { adam } from '../optimizers/adam.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import { rulesFor } from '../optimizers/rules-for.js';
import { TrainingError } from '../run/training-error.js';
import { constantSchedule } from '../schedules/constant-schedule.js';
import type { Schedule } from '../schedules/schedule.js';
import { contextRows } from './context-rows.js';
import type { Truth } from './truth.js';

/** Options of {@link fitDistribution}. */
export interface FitOptions {
  /** A `distributionModel` of as many contexts and classes as the truth has. Trained in place. */
  readonly model: Model;
  readonly truth: Truth;
  /** Number of updates. */
  readonly steps: number;
  /** Contexts of an update, drawn without putting back until all have had their turn (default: all of them). */
  readonly batchSize?: number | undefined;
  /** Default: Adam with its defaults. */
  readonly optimizer?: Optimizer | undefined;
  /** Multiplies the learning rates step by step (default constant). */
  readonly schedule?: Schedule | undefined;
  /** Decides the order of the contexts. */
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  /** Told of every update: its number from 0, and the cross entropy of its contexts before it, in nats. */
  readonly onStep?: ((step: { readonly step: number; readonly loss: number }) => void) | undefined;
}

/**
 * Fits a model to a truth by its exact expected cross entropy: an update sees the whole distribution of each of its
 * contexts, and nothing is sampled. With all contexts in every update it is plain gradient descent, and what is left
 * at its end is what the head cannot express.
 *
 * Same options, same backend, same bits.
 *
 * @throws TrainingError when the loss is not finite; RangeError when an option is out of range; the signal's reason
 */
export async function fitDistribution(options: FitOptions): Promise<void> {
  const { model, truth, steps, seed, signal, onStep } = options;
  const { optimizer = adam(), schedule = constantSchedule(), batchSize = truth.numContexts } = options;
  checkCount('fitDistribution', 'steps', steps);
  checkCount('fitDistribution', 'batchSize', batchSize);
  checkSeed('fitDistribution', seed);
  checkSizes(model, truth);
  await loadGradients();
  const { encoder, head } = model;
  const gradientStep = await createGradientStep({
    parameters: model.parameters,
    optimizer,
    ruleFor: rulesFor(optimizer, model),
  });
  const batches = contextBatches(truth, Math.min(batchSize, truth.numContexts), seed);
  const giveTurn = giveTurns();
  try {
    for (let step = 0; step < steps; step++) {
      signal?.throwIfAborted();
      const rateFactor = schedule.factor(step);
      const { contexts, targets } = batches.next();
      const leaf = tidy(() => encoder.embed(contexts));
      const { loss } = await gradientStep
        .step(
          {
            compute: () => head.loss(encoder.transform(leaf), targets),
            leaf: {
              tensor: leaf,
              tableGradient: (upstream) => encoder.table!.gradient(contexts, upstream),
            },
          },
          { step, rateFactor },
        )
        .finally(() => leaf.dispose());
      if (!Number.isFinite(loss)) {
        const learningRate = optimizer.ruleFor('').learningRate * rateFactor;
        throw new TrainingError(
          `the loss is ${loss} at step ${step} (learning rate ${learningRate}). Nothing was changed by this step. Try a smaller learning rate.`,
          { code: 'loss-not-finite', step, epoch: 0, learningRate, loss },
        );
      }
      onStep?.({ step, loss });
      await giveTurn();
    }
  } finally {
    batches.dispose();
    gradientStep.dispose();
  }
}

/** Contexts and the distributions of their classes [batch, numClasses]. */
interface ContextBatch {
  readonly contexts: SparseRows;
  readonly targets: Tensor2D;
}

/** An endless supply of batches; the targets of one live until the next is asked for. */
function contextBatches(
  truth: Truth,
  batchSize: number,
  seed: number,
): { next(): ContextBatch; dispose(): void } {
  const { numContexts, numClasses, probabilities } = truth;
  const order = Uint32Array.from({ length: numContexts }, (_, i) => i);
  const isWhole = batchSize === numContexts;
  let at = numContexts;
  let round = 0;
  let batch: ContextBatch | undefined;
  return {
    next: () => {
      if (isWhole && batch !== undefined) return batch;
      if (at + batchSize > numContexts) {
        // Contexts that make no whole batch are left for the next round.
        if (!isWhole) createRandom([seed, 'contexts', round]).shuffle(order);
        round++;
        at = 0;
      }
      const contexts = order.slice(at, at + batchSize);
      at += batchSize;
      const targets = new Float32Array(batchSize * numClasses);
      contexts.forEach((context, row) => {
        const start = context * numClasses;
        targets.set(probabilities.subarray(start, start + numClasses), row * numClasses);
      });
      batch?.targets.dispose();
      batch = {
        contexts: contextRows(contexts, numContexts),
        targets: tensor2d(targets, [batchSize, numClasses]),
      };
      return batch;
    },
    dispose: () => batch?.targets.dispose(),
  };
}

function checkSizes(model: Model, { numContexts, numClasses }: Truth): void {
  const { inDim } = model.encoder;
  const { numLabels } = model.head;
  if (inDim === numContexts && numLabels === numClasses) return;
  throw new RangeError(
    `fitDistribution: the truth has ${numContexts} contexts and ${numClasses} classes, the model ${inDim} and ${numLabels}; make them equal`,
  );
}
