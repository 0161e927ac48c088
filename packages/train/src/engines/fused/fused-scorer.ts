import { InputError } from '@sbn/core';
import type { Loss } from '@sbn/heads';
import { openThreadTeam } from '@sbn/kernels/thread-team';
import { createKernelMemory, trainingModule } from '@sbn/kernels/training';
import type { Scorer } from '../../evaluation/scorer.js';
import type { Model } from '../../model/model.js';
import type { Parameter } from '../../model/parameter.js';
import { allocateFixedWeights } from './fixed-weights.js';
import { fusedObstacle } from './fused-obstacle.js';
import { lossRule } from './loss-rule.js';
import { describeNetwork } from './network.js';
import { allocateParameter, writeRows } from './parameter-arrays.js';
import { performPhases } from './perform-phases.js';
import { createProgram } from './program.js';
import { createProgramScorer } from './program-scorer.js';
import { trainingModuleName } from './training-phase.js';
import { withMemoryErrors } from './with-memory-errors.js';

/**
 * Scores a model with the fused kernels, on a copy of its parameters as they are now. The same bits come out for any
 * number of threads.
 *
 * @throws InputError with code `engine-unsuited` or `not-enough-memory`
 */
export async function createFusedScorer(options: {
  readonly model: Model;
  readonly loss: Loss;
  readonly threads: number;
}): Promise<Scorer> {
  const { model, threads } = options;
  const obstacle = fusedObstacle(options);
  if (obstacle !== undefined) {
    throw new InputError(`the fused kernels cannot score this: ${obstacle}.`, {
      code: 'engine-unsuited',
      hint: 'Use scoring tfjs, which scores any model.',
    });
  }
  const network = describeNetwork(model);
  const loss = lossRule(options.loss.toConfig());
  const shared = threads > 1;
  const { module } = trainingModule({ shared });
  const { memory, arrays, fixed, program } = withMemoryErrors(() => {
    const memory = createKernelMemory({ shared });
    const arrays = new Map(
      model.parameters.map((parameter) => [
        parameter.name,
        allocateParameter(memory, { parameter, numSlots: 0, keepsGradient: false }),
      ]),
    );
    const fixed = allocateFixedWeights(memory, network.labels);
    const program = createProgram({
      memory,
      network,
      arrays,
      fixed,
      loss,
      threads,
      trained: new Set(),
      keepsGradients: false,
    });
    return { memory, arrays, fixed, program };
  });
  for (const array of arrays.values()) {
    const isPermuted = array.parameter.name === network.labels.learned?.name;
    const places = isPermuted ? fixed.positionOf : undefined;
    writeRows(memory, array.values, array, await valuesOf(array.parameter), places);
  }
  const team = await openThreadTeam({
    memory: memory.memory,
    modules: { [trainingModuleName]: module },
    threads,
  });
  return createProgramScorer({
    program,
    numLabels: network.labels.numLabels,
    loss,
    perform: (phases) => performPhases(team, phases),
    dispose: () => {
      void team.dispose();
    },
  });
}

/** The entries without a copy where that can be: they are about to be copied. */
async function valuesOf({ storage, read }: Parameter): Promise<Float32Array> {
  return storage.kind === 'variable' ? ((await storage.variable.data()) as Float32Array) : read();
}
