import { labelSetAt, labelSetsFrom } from '@sbn/core';
import type { LabelledSource } from './relabel-source.js';

/**
 * Sources one after the other, each in batches of its own.
 *
 * @param sources of equal inputs and labels; several are for measuring: their batches can be neither shuffled nor skipped
 */
export function joinSources(sources: readonly LabelledSource[]): LabelledSource {
  const [first] = sources;
  if (first === undefined) throw new RangeError('joinSources: expected a source');
  if (sources.length === 1) return first;
  const { numLabels, inputKind, inputDim } = first;
  const sets = sources.flatMap(({ labels }) =>
    Array.from({ length: labels.numRows }, (_, row) => labelSetAt(labels, row)),
  );
  return {
    numLabels,
    inputKind,
    inputDim,
    numExamples: sets.length,
    labels: labelSetsFrom(sets, numLabels),
    batches: async function* ({ batchSize, signal, shuffle, skip }) {
      if (shuffle !== undefined || skip !== undefined) {
        throw new RangeError('joinSources: several sources have no batches that are shuffled or skipped');
      }
      for (const source of sources) yield* source.batches({ batchSize, signal });
    },
  };
}
