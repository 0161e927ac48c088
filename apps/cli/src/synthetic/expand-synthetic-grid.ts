import { expandClassHead, type GridClassHead } from '../class-heads/grid-class-head.js';
import { nameClassHead } from '../class-heads/name-class-head.js';
import { expandHeads } from '../experiment/expand-heads.js';
import type { TaskRun } from '../experiment/task-run.js';
import type { SyntheticConfig } from './synthetic-config.js';

/** One fit: a head at one width with one seed. */
export interface SyntheticRun extends TaskRun {
  readonly head: GridClassHead;
  /** The head without its width, for tables over the widths: `mos-3`, `MoS-3`. */
  readonly series: { readonly id: string; readonly name: string };
  /** Width of the context vectors. */
  readonly dim: number;
}

/**
 * All runs of a synthetic experiment: each head at each width with each seed.
 *
 * @throws InputError when two runs would have the same folder
 */
export function expandSyntheticGrid({
  heads,
  dims,
  seeds,
}: Pick<SyntheticConfig, 'heads' | 'dims' | 'seeds'>): SyntheticRun[] {
  return expandHeads(heads, expandClassHead, nameClassHead).flatMap(({ head, ...names }) => {
    const series = { id: names.headId, name: names.headName };
    return dims.flatMap((dim) => {
      const headId = `${series.id}-d${dim}`;
      const headName = `${series.name} d=${dim}`;
      return seeds.map((seed) => ({
        id: `${headId}-seed${seed}`,
        headId,
        headName,
        head,
        series,
        dim,
        seed,
      }));
    });
  });
}
