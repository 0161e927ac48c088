import { InputError } from '@sbn/core';
import type { Loss } from '@sbn/heads';
import type { Scorer } from '../../evaluation/scorer.js';
import type { Model } from '../../model/model.js';
import { fusedObstacle } from './fused-obstacle.js';
import { performPhases } from './perform-phases.js';
import { createProgramScorer } from './program-scorer.js';
import { openWorkspace } from './workspace.js';

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
  const obstacle = fusedObstacle(options);
  if (obstacle !== undefined) {
    throw new InputError(`the fused kernels cannot score this: ${obstacle}.`, {
      code: 'engine-unsuited',
      hint: 'Use scoring tfjs, which scores any model.',
    });
  }
  const { program, network, loss, team } = await openWorkspace({ ...options, training: undefined });
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
