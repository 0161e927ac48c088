import type { Phase } from '@sbn/kernels/thread-team';
import { padded } from '../padded.js';
import { trainingPhase } from '../training-phase.js';
import { allocateChunkResults } from './chunk-results.js';
import type { PartSetting } from './part-setting.js';

/** The updates that wait for the norm of all gradients, of every parameter but a table. */
export interface LateUpdates {
  phases(): readonly Phase[];
  /** The largest absolute number among those parameters of these names that SGD has updated; NaN when one is. */
  largest(names: readonly (string | undefined)[]): number;
}

/** Enough that no thread waits long for the last one, with work enough in each. */
const targetChunks = 32;
const leastChunkCount = 4096;

/** Lays out the updates of what is trained. */
export function createLateUpdates({ memory, arrays, trained }: PartSetting): LateUpdates {
  const updates = [...arrays.values()]
    .filter(({ parameter: { name, storage } }) => trained.has(name) && storage.kind !== 'table')
    .map((array) => {
      const chunkCount = Math.max(leastChunkCount, padded(Math.ceil(array.length / targetChunks)));
      const numChunks = Math.ceil(array.length / chunkCount);
      const results = allocateChunkResults(memory, numChunks);
      const struct = memory.allocateStruct('LateUpdate');
      memory.writeStruct('LateUpdate', struct, {
        trained: array.trained,
        count: array.length,
        chunkCount,
        results: results.at,
      });
      return { name: array.parameter.name, struct, numChunks, results };
    });
  return {
    phases: () => updates.map(({ struct, numChunks }) => trainingPhase('lateUpdate', struct, numChunks)),
    largest: (names) =>
      updates
        .filter(({ name }) => names.includes(name))
        .reduce((found, { results }) => Math.max(found, results.largest()), 0),
  };
}
