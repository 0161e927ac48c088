import { expandHeads, type HeadNames } from '../experiment/expand-heads.js';
import type { TaskRun } from '../experiment/task-run.js';
import type { DrawnHeadEntry, DrawnLayersConfig } from './drawn-layers-config.js';

/** A layer of the grid: its columns are one number. */
export type DrawnHead =
  | { readonly kind: 'dft' | 'vandermonde'; readonly slackDims: number }
  | {
      readonly kind: 'gaussian' | 'unit-rows' | 'sigmoid-bottleneck';
      readonly extraDims: number;
      readonly constantColumn: boolean;
    };

/** One layer of one size, drawn with one seed. */
export interface DrawnRun extends TaskRun {
  readonly head: DrawnHead;
  /** The layer without its size, for lines over n: `DFT slack=4`. */
  readonly series: string;
  /** The layer without its size and width, for lines over the width: `DFT`. */
  readonly family: string;
  /** n. */
  readonly numLabels: number;
  readonly k: number;
  /** Columns of the layer. */
  readonly dim: number;
}

/**
 * All runs of an experiment: each layer for each k and n with each seed.
 *
 * @throws InputError when two runs would have the same folder
 */
export function expandDrawnGrid({
  heads,
  numLabels,
  k,
  seeds,
}: Pick<DrawnLayersConfig, 'heads' | 'numLabels' | 'k' | 'seeds'>): DrawnRun[] {
  return expandHeads(heads, expandHead, nameHead).flatMap(({ head, headId, headName }) =>
    k.flatMap((active) =>
      numLabels.flatMap((labels) => {
        const id = `${headId}-k${active}-n${labels}`;
        return seeds.map((seed) => ({
          id: `${id}-seed${seed}`,
          headId: id,
          headName: `${headName}, k=${active}, n=${labels}`,
          head,
          series: headName,
          family: familyOf(head),
          numLabels: labels,
          k: active,
          dim: 2 * active + 1 + (hasFixedColumns(head) ? head.slackDims : head.extraDims),
          seed,
        }));
      }),
    ),
  );
}

/** Whether the layer has the fixed columns that promise every set of at most k labels. */
export function hasFixedColumns<Head extends { readonly kind: DrawnHead['kind'] }>(
  head: Head,
): head is Extract<Head, { readonly kind: 'dft' | 'vandermonde' }> {
  return head.kind === 'dft' || head.kind === 'vandermonde';
}

function expandHead(entry: DrawnHeadEntry): DrawnHead[] {
  switch (entry.kind) {
    case 'dft':
    case 'vandermonde':
      return entry.slackDims.map((slackDims) => ({ kind: entry.kind, slackDims }));
    case 'gaussian':
    case 'unit-rows':
    case 'sigmoid-bottleneck': {
      const { kind, constantColumn } = entry;
      return entry.extraDims.map((extraDims) => ({ kind, extraDims, constantColumn }));
    }
  }
}

const kinds: Readonly<Record<DrawnHead['kind'], HeadNames>> = {
  dft: { headId: 'dft', headName: 'DFT' },
  vandermonde: { headId: 'vandermonde', headName: 'Vandermonde' },
  gaussian: { headId: 'gaussian', headName: 'Gaussian' },
  'unit-rows': { headId: 'unit-rows', headName: 'unit rows' },
  'sigmoid-bottleneck': { headId: 'bsl', headName: 'BSL' },
};

function familyOf(head: DrawnHead): string {
  const { headName } = kinds[head.kind];
  return !hasFixedColumns(head) && head.constantColumn ? `offset ${headName}` : headName;
}

function nameHead(head: DrawnHead, name: string | undefined): HeadNames {
  const { headId } = kinds[head.kind];
  const family = name ?? familyOf(head);
  if (hasFixedColumns(head)) {
    const { slackDims } = head;
    return {
      headId: `${name ?? headId}${slackDims === 0 ? '' : `-slack${slackDims}`}`,
      headName: `${family}${slackDims === 0 ? '' : ` slack=${slackDims}`}`,
    };
  }
  const { extraDims, constantColumn } = head;
  return {
    headId: `${name ?? `${headId}${constantColumn ? '-offset' : ''}`}${extraDims === 0 ? '' : `-extra${extraDims}`}`,
    headName: `${family}${extraDims === 0 ? '' : ` +${extraDims}`}`,
  };
}
