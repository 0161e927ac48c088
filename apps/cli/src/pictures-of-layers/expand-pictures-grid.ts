import { resolve } from 'node:path';
import { expandHeads, type HeadNames } from '../experiment/expand-heads.js';
import type { TaskRun } from '../experiment/task-run.js';
import type { PicturedHeadEntry, PicturesConfig } from './pictures-config.js';

/** A layer to be drawn: its sizes are one number each, its paths absolute. */
export type PicturedHead =
  | { readonly kind: 'dft'; readonly numLabels: number; readonly k: number }
  | { readonly kind: 'vandermonde'; readonly numLabels: number; readonly dim: number }
  | { readonly kind: 'gaussian'; readonly numLabels: number; readonly dim: number; readonly bias: boolean }
  | Extract<PicturedHeadEntry, { readonly kind: 'file' }>;

/** One layer. */
export interface PicturedRun extends TaskRun {
  readonly head: PicturedHead;
}

/**
 * All layers of an experiment. Only random ones differ from seed to seed; of the others there is one.
 *
 * @throws InputError when two runs would have the same folder
 */
export function expandPicturesGrid({
  heads,
  seeds,
  folder,
}: Pick<PicturesConfig, 'heads' | 'seeds' | 'folder'>): PicturedRun[] {
  return expandHeads(heads, (entry) => expandHead(entry, folder), nameHead).flatMap(({ head, ...names }) =>
    (head.kind === 'gaussian' ? seeds : seeds.slice(0, 1)).map((seed) => ({
      id: `${names.headId}-seed${seed}`,
      ...names,
      head,
      seed,
    })),
  );
}

function expandHead(entry: PicturedHeadEntry, folder: string): PicturedHead[] {
  switch (entry.kind) {
    case 'dft':
      return entry.numLabels.flatMap((numLabels) => entry.k.map((k) => ({ kind: 'dft', numLabels, k })));
    case 'vandermonde':
      return entry.numLabels.flatMap((numLabels) =>
        entry.dim.map((dim) => ({ kind: 'vandermonde', numLabels, dim })),
      );
    case 'gaussian':
      return entry.numLabels.flatMap((numLabels) =>
        entry.dim.flatMap((dim) => entry.bias.map((bias) => ({ kind: 'gaussian', numLabels, dim, bias }))),
      );
    case 'file': {
      const { weights, bias, names } = entry;
      return [
        {
          ...entry,
          weights: resolve(folder, weights),
          ...(bias === undefined ? {} : { bias: resolve(folder, bias) }),
          ...(names === undefined ? {} : { names: resolve(folder, names) }),
        },
      ];
    }
  }
}

function nameHead(head: PicturedHead, name: string | undefined): HeadNames {
  switch (head.kind) {
    case 'dft':
      return {
        headId: `${name ?? 'dft'}-n${head.numLabels}-k${head.k}`,
        headName: `${name ?? 'DFT'} n=${head.numLabels} k=${head.k}`,
      };
    case 'vandermonde':
      return {
        headId: `${name ?? 'vandermonde'}-n${head.numLabels}-d${head.dim}`,
        headName: `${name ?? 'Vandermonde'} n=${head.numLabels} d=${head.dim}`,
      };
    case 'gaussian':
      return {
        headId: `${name ?? 'gaussian'}-n${head.numLabels}-d${head.dim}${head.bias ? '-bias' : ''}`,
        headName: `${name ?? 'Gaussian'} n=${head.numLabels} d=${head.dim}${head.bias ? ' with a bias' : ''}`,
      };
    case 'file':
      return { headId: head.name, headName: head.name };
  }
}
