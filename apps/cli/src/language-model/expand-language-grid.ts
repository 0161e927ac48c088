import { InputError } from '@sbn/core';
import { expandClassHead, type GridClassHead } from '../class-heads/grid-class-head.js';
import { nameClassHead } from '../class-heads/name-class-head.js';
import type { TaskRun } from '../tasks/task.js';
import { classWidth } from './class-width.js';
import type { LanguageExperimentConfig } from './language-model-config.js';

/** One language model: a head with one seed. */
export interface LanguageRun extends TaskRun {
  readonly head: GridClassHead;
  /** Whether the head's weights are the embedding table. */
  readonly tied: boolean;
}

/**
 * All runs of an experiment with language models: each head with each seed.
 *
 * @throws InputError when two runs would have the same folder
 */
export function expandLanguageGrid(
  config: Pick<LanguageExperimentConfig, 'model' | 'heads' | 'seeds'>,
): LanguageRun[] {
  const { embeddingDim, hiddenDims, tied } = config.model;
  const runs: LanguageRun[] = [];
  const places = new Map<string, string>();
  for (const [index, entry] of config.heads.entries()) {
    for (const head of expandClassHead(entry)) {
      const names = nameClassHead(head, entry.name);
      const place = `heads[${index}]`;
      const other = places.get(names.headId);
      if (other !== undefined) {
        throw new InputError(
          `${place} and ${other} both make the head ${names.headId}. Remove one, or give one a name of its own (name: ...)`,
          { code: 'duplicate-run' },
        );
      }
      places.set(names.headId, place);
      const fits = classWidth(head.kind === 'mixture' ? head : {}, hiddenDims) === embeddingDim;
      for (const seed of config.seeds) {
        runs.push({ id: `${names.headId}-seed${seed}`, ...names, head, tied: tied ?? fits, seed });
      }
    }
  }
  return runs;
}
