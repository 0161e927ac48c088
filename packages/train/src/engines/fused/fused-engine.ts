import { InputError } from '@sbn/core';
import { updateKinds } from '@sbn/kernels/training';
import { checkPositive } from '../../checks.js';
import type { NamedArray } from '../../files/safetensors.js';
import { defaultLoss } from '../../model/default-loss.js';
import { parameterPrefix, takeTensor } from '../../model/model-file.js';
import { checkGroupsMatch } from '../../optimizers/optimizer.js';
import { rulesFor } from '../../optimizers/rules-for.js';
import type { Engine, EngineOptions } from '../engine.js';
import { EngineError } from '../engine-error.js';
import { stateName } from '../state-name.js';
import { fusedObstacle } from './fused-obstacle.js';
import { largestChange } from './largest-change.js';
import { type ParameterArray, readRows, writeRows } from './parameter-arrays.js';
import { performPhases } from './perform-phases.js';
import { createProgramScorer } from './program-scorer.js';
import { threadCount } from './thread-count.js';
import { updateRule } from './update-rule.js';
import { withMemoryErrors } from './with-memory-errors.js';
import { openWorkspace } from './workspace.js';

/** Options of {@link createFusedEngine}. */
export interface FusedEngineOptions extends EngineOptions {
  /**
   * How many threads work, this one included (default: one for each processor, at most 16; one where threads cannot share
   * memory).
   */
  readonly threads?: number | undefined;
}

/** Sums below this cannot overflow, so the loss that they lead to is finite. */
const safeLogit = 1e30;

/**
 * The engine for our encoders and heads on the CPU: the whole step in WebAssembly, with one pass over the label weights
 * (logits, loss, gradients and update while a block of rows is in the cache; a pass for the logits and one for the rest
 * where softmax is taken of them), the labels split over threads.
 *
 * The same bits come out for any number of threads, and to rounding those of the TensorFlow.js engine. The weights, the
 * optimiser's arrays and one batch live in one WebAssembly memory of at most 4 GiB: 4 bytes × 3 per parameter with Adam.
 * With `clipNorm` the gradients have to be kept until their norm is known: another 4 bytes per parameter.
 *
 * @throws InputError with code `engine-unsuited` (the model, the loss or the optimiser is not one of ours: the message
 *   says which), `not-enough-memory`, `no-shared-memory` (more than one thread was asked for), `group-without-parameters`; RangeError when clipNorm or threads is out of range
 */
export async function createFusedEngine(options: FusedEngineOptions): Promise<Engine> {
  const { model, optimizer, clipNorm, loss = defaultLoss(model.head) } = options;
  const threads = threadCount('createFusedEngine', options.threads);
  if (clipNorm !== undefined) checkPositive('createFusedEngine', 'clipNorm', clipNorm);
  const obstacle = fusedObstacle({ model, loss, optimizer });
  if (obstacle !== undefined) {
    throw new InputError(`the fused engine cannot train this: ${obstacle}.`, {
      code: 'engine-unsuited',
      hint: 'Use engine tfjs, which trains any model.',
    });
  }
  checkGroupsMatch(
    optimizer,
    model.parameters.map(({ name }) => name),
  );
  const ruleFor = rulesFor(optimizer, model);
  const trained = new Set(
    model.parameters.map(({ name }) => name).filter((name) => ruleFor(name).learningRate > 0),
  );
  const optimizerConfig = optimizer.toConfig();
  const workspace = await openWorkspace({
    model,
    loss,
    threads,
    training: { trained, numSlots: optimizer.slots.length, keepsGradients: clipNorm !== undefined },
  });
  const { memory, network, loss: fusedLoss, arrays, fixed, program, team, placesOf } = workspace;
  const labelArrays = [network.labels.learned?.name, network.labels.bias]
    .filter((name) => name !== undefined)
    .map((name) => arrays.get(name)!);
  /** A copy is made when it is asked for: a checkpoint of a large model is written array by array. */
  const onDemand = (array: ParameterArray, at: number): NamedArray => ({
    shape: array.parameter.shape,
    get data() {
      return readRows(memory, at, array, placesOf(array));
    },
  });
  const largestWeightNow = (): number =>
    labelArrays.reduce(
      (found, { values, length }) => Math.max(found, largestOf(memory.floats(values, length))),
      0,
    );
  let largestWeight = largestWeightNow();
  let isAhead = false;
  let broken: EngineError | undefined;

  /** After an error of the team nothing is done any more: a step may be unfinished. */
  const unlessBroken = async <T>(action: () => Promise<T>): Promise<T> => {
    if (broken !== undefined) throw broken;
    try {
      return await action();
    } catch (error) {
      if (error instanceof EngineError) broken = error;
      throw error;
    }
  };

  /** No logit can be so large that the loss would not be finite. */
  const isSafe = (): boolean => {
    const { width } = network.labels;
    const largest = program.largestCoefficient();
    return largest * Math.max(1, width * largestWeight + fixed.largestRowSum) + largestWeight < safeLogit;
  };
  /** No label weight or bias is larger than `largestWeight` after an update either. */
  const updateLargestWeight = (rateFactor: number): void => {
    let largest = largestWeight;
    for (const { parameter } of labelArrays) {
      if (!trained.has(parameter.name)) continue;
      const rule = ruleFor(parameter.name);
      const change = largestChange(optimizerConfig, rule, rateFactor);
      const keep = Math.abs(1 - rule.learningRate * rateFactor * rule.weightDecay);
      largest = Math.max(
        largest,
        change === undefined ? program.largestLabelWeight() : keep * largestWeight + change,
      );
    }
    largestWeight = largest;
  };

  const writeRules = (at: { rateFactor: number; updateNumber: number }, gradientScale?: number): void => {
    for (const { parameter, rule } of arrays.values()) {
      const values = trained.has(parameter.name)
        ? updateRule(optimizerConfig, ruleFor(parameter.name), at)
        : { kind: updateKinds.none };
      if (clipNorm === undefined || values.kind === updateKinds.none) {
        memory.writeStruct('UpdateRule', rule, values);
      } else if (gradientScale === undefined) {
        memory.writeStruct('UpdateRule', rule, { ...values, kind: updateKinds.later });
      } else {
        memory.writeStruct('UpdateRule', rule, { ...values, gradientScale });
      }
    }
  };

  const scorer = createProgramScorer({
    program,
    numLabels: network.labels.numLabels,
    loss: fusedLoss,
    perform: (phases) => unlessBroken(() => performPhases(team, phases)),
    dispose: () => {},
  });

  return {
    kind: 'fused',
    threads,
    scorer,
    step: (batch, { step, rateFactor }) =>
      unlessBroken(async () => {
        const at = { rateFactor, updateNumber: step + 1 };
        const lossOf = (): number =>
          program.lossSum() * fusedLoss.scale(batch.labels.numRows, network.labels.numLabels);
        const forward = withMemoryErrors(() => program.load(batch, step));
        await performPhases(team, forward, step);
        writeRules(at);
        if (program.isLossFirst || !isSafe()) {
          await performPhases(team, program.loss(), step);
          const found = lossOf();
          if (!Number.isFinite(found)) return { loss: found };
        }
        isAhead = true;
        await performPhases(team, program.update(), step);
        await performPhases(team, program.backward(), step);
        const result = { loss: lossOf() };
        if (clipNorm === undefined) {
          updateLargestWeight(rateFactor);
          return result;
        }
        const gradientNorm = Math.sqrt(program.squares());
        if (!Number.isFinite(gradientNorm)) return { ...result, gradientNorm };
        writeRules(at, Math.min(1, clipNorm / gradientNorm));
        await performPhases(team, program.late(), step);
        updateLargestWeight(rateFactor);
        return { ...result, gradientNorm };
      }),
    sync: async () => {
      if (!isAhead) return;
      for (const array of arrays.values()) {
        if (trained.has(array.parameter.name)) {
          array.parameter.fill((entries) => readRows(memory, array.values, array, placesOf(array), entries));
        }
      }
      isAhead = false;
    },
    readParameters: async () =>
      new Map(
        [...arrays.values()].map((array) => [
          parameterPrefix + array.parameter.name,
          onDemand(array, array.values),
        ]),
      ),
    readState: async () => {
      const state = new Map<string, NamedArray>();
      for (const array of arrays.values()) {
        if (!trained.has(array.parameter.name)) continue;
        for (const [i, slot] of optimizer.slots.entries()) {
          state.set(stateName(slot, array.parameter), onDemand(array, array.slots[i]!));
        }
      }
      return state;
    },
    restore: async (state, file) => {
      const found = [...arrays.values()]
        .filter(({ parameter }) => trained.has(parameter.name))
        .map((array) => ({
          array,
          data: optimizer.slots.map((slot) =>
            takeTensor(state, stateName(slot, array.parameter), array.parameter.shape, file),
          ),
        }));
      await workspace.takeParameters();
      largestWeight = largestWeightNow();
      isAhead = false;
      for (const { array, data } of found) {
        data.forEach((slot, i) => {
          writeRows(memory, array.slots[i]!, array, slot, placesOf(array));
        });
      }
    },
    dispose: () => {
      void team.dispose();
    },
  };
}

function largestOf(values: ArrayLike<number>): number {
  let largest = 0;
  // NaN and infinities count as infinite.
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    if (!(size <= largest)) largest = size > largest ? size : Number.POSITIVE_INFINITY;
  }
  return largest;
}
