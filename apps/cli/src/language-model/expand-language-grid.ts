import { expandClassHead, type GridClassHead } from '../class-heads/grid-class-head.js';
import { nameClassHead } from '../class-heads/name-class-head.js';
import { expandHeads } from '../experiment/expand-heads.js';
import type { TaskRun } from '../experiment/task-run.js';
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
export function expandLanguageGrid({
  model,
  heads,
  seeds,
}: Pick<LanguageExperimentConfig, 'model' | 'heads' | 'seeds'>): LanguageRun[] {
  const { embeddingDim, hiddenDims } = model;
  return expandHeads(heads, expandClassHead, nameClassHead).flatMap(({ head, headId, headName }) => {
    const fits = classWidth(head.kind === 'mixture' ? head : {}, hiddenDims) === embeddingDim;
    const tied = model.tied ?? fits;
    return seeds.map((seed) => ({ id: `${headId}-seed${seed}`, headId, headName, head, tied, seed }));
  });
}
