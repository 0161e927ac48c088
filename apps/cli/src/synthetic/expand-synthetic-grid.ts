import { InputError } from '@sbn/core';
import { expandClassHead, type GridClassHead } from '../class-heads/grid-class-head.js';
import { nameClassHead } from '../class-heads/name-class-head.js';
import type { TaskRun } from '../tasks/task.js';
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
export function expandSyntheticGrid(
  config: Pick<SyntheticConfig, 'heads' | 'dims' | 'seeds'>,
): SyntheticRun[] {
  const runs: SyntheticRun[] = [];
  const places = new Map<string, string>();
  for (const [index, entry] of config.heads.entries()) {
    for (const head of expandClassHead(entry)) {
      const names = nameClassHead(head, entry.name);
      const series = { id: names.headId, name: names.headName };
      const place = `heads[${index}]`;
      const other = places.get(series.id);
      if (other !== undefined) {
        throw new InputError(
          `${place} and ${other} both make the head ${series.id}. Remove one, or give one a name of its own (name: ...)`,
          { code: 'duplicate-run' },
        );
      }
      places.set(series.id, place);
      for (const dim of config.dims) {
        const headId = `${series.id}-d${dim}`;
        const headName = `${series.name} d=${dim}`;
        for (const seed of config.seeds) {
          runs.push({ id: `${headId}-seed${seed}`, headId, headName, head, series, dim, seed });
        }
      }
    }
  }
  return runs;
}
