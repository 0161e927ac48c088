import {
  expandClassHead,
  type GridClassHead,
  type GridPlif,
  isClassHeadEntry,
  isGridClassHead,
} from '../class-heads/grid-class-head.js';
import { knotDetails, nameClassHead } from '../class-heads/name-class-head.js';
import { expandHeads, type HeadNames } from '../experiment/expand-heads.js';
import type { TaskRun } from '../experiment/task-run.js';
import type { HeadEntry } from './config/heads.js';

/** A head of the grid: every width is one number. */
export type GridHead = GridLabelHead | GridClassHead;

/** A head for any number of labels. */
export type GridLabelHead =
  | { readonly kind: 'sigmoid' }
  | { readonly kind: 'sigmoid-bottleneck'; readonly dim: number }
  | { readonly kind: 'dft'; readonly k: number; readonly slackDims: number }
  | { readonly kind: 'vandermonde'; readonly k: number; readonly slackDims: number }
  | (GridPlif & { readonly output: 'labels' });

/** One training run of the grid. */
export interface GridRun extends TaskRun {
  readonly head: GridHead;
}

/**
 * All runs of an experiment: each head at each of its widths with each seed. Runs of one head stand together, heads
 * in the order of the configuration.
 *
 * @throws InputError when two runs would have the same folder
 */
export function expandGrid(config: {
  readonly heads: readonly HeadEntry[];
  readonly seeds: readonly number[];
}): GridRun[] {
  return expandHeads(config.heads, expandHead, nameHead).flatMap(({ head, headId, headName }) =>
    config.seeds.map((seed) => ({ id: `${headId}-seed${seed}`, headId, headName, head, seed })),
  );
}

function expandHead(entry: HeadEntry): readonly GridHead[] {
  if (isClassHeadEntry(entry)) return expandClassHead(entry);
  switch (entry.kind) {
    case 'sigmoid':
      return [{ kind: 'sigmoid' }];
    case 'sigmoid-bottleneck':
      return entry.dim.map((dim) => ({ kind: 'sigmoid-bottleneck', dim }));
    case 'dft':
    case 'vandermonde':
      return entry.k.flatMap((k) => entry.slackDims.map((slackDims) => ({ kind: entry.kind, k, slackDims })));
    case 'plif': {
      const { name: _name, ...head } = entry;
      return head.knots.map((knots) => ({ ...head, knots }));
    }
  }
}

function nameHead(head: GridHead, name: string | undefined): HeadNames {
  if (isGridClassHead(head)) return nameClassHead(head, name);
  const prefix = (id: string): string => (name === undefined ? id : name);
  const title = (words: string): string => (name === undefined ? words : name);
  switch (head.kind) {
    case 'sigmoid':
      return { headId: prefix('sigmoid'), headName: title('sigmoid') };
    case 'sigmoid-bottleneck':
      return { headId: `${prefix('bsl')}-d${head.dim}`, headName: `${title('BSL')} d=${head.dim}` };
    case 'plif': {
      const details = knotDetails(head);
      return {
        headId: [prefix('sigmoid-plif'), ...details.map(({ id }) => id)].join('-'),
        headName: [title('sigmoid PLIF'), ...details.map(({ words }) => words)].join(' '),
      };
    }
    case 'dft':
    case 'vandermonde': {
      const slack = head.slackDims === 0 ? '' : `-slack${head.slackDims}`;
      const slackWords = head.slackDims === 0 ? '' : ` slack=${head.slackDims}`;
      return {
        headId: `${prefix(head.kind)}-k${head.k}${slack}`,
        headName: `${title(head.kind === 'dft' ? 'DFT' : 'Vandermonde')} k=${head.k}${slackWords}`,
      };
    }
  }
}
