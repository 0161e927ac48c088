import type { StudyInterval } from '@sbn/report';
import { groupBy } from '../experiment/group-by.js';
import { intervalOver } from '../experiment/over-seeds.js';
import type { DrawnMeasurement } from './drawn-summary.js';

/** How wide layers of one kind must be until they output every sampled set of k labels. */
export interface NeededWidth {
  readonly family: string;
  readonly numLabels: number;
  readonly k: number;
  /** 2k + 1, with which fixed columns do it. */
  readonly narrowest: number;
  /** Over the seeds; null where in some seed even the widest layer does not. */
  readonly width: StudyInterval | null;
  /** Of the layers that were drawn. */
  readonly widest: number;
}

/** The least width from which on all layers of a kind output all sampled sets of k labels, for each kind, n and k. */
export function neededWidths(measurements: readonly DrawnMeasurement[]): NeededWidth[] {
  const sparse = measurements.filter(({ cardinality, k }) => cardinality === k);
  const groups = groupBy(sparse, ({ family, numLabels, k }) => `${family} ${numLabels} ${k}`);
  return [...groups.values()].map((group) => {
    const { family, numLabels, k } = group[0]!;
    const widths = [...groupBy(group, ({ seed }) => seed).values()].map((layers) => {
      const wide = [...layers].sort((a, b) => b.dim - a.dim);
      const failing = wide.findIndex(({ argmaxable, total }) => argmaxable.yes < total);
      return failing === 0 ? undefined : wide.at(failing === -1 ? -1 : failing - 1)!.dim;
    });
    return {
      family,
      numLabels,
      k,
      narrowest: 2 * k + 1,
      width: widths.includes(undefined) ? null : intervalOver(widths, (width) => width),
      widest: Math.max(...group.map(({ dim }) => dim)),
    };
  });
}
