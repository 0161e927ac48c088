import type { HeadShape, MarkStyle } from './head-colors.js';

/** Colour slot and symbol, in the order in which series get them: the first eight have colours of their own. */
const order: readonly (readonly [slot: number, shape: HeadShape])[] = [
  [1, 'circle'],
  [2, 'square'],
  [4, 'triangle-up'],
  [5, 'diamond'],
  [3, 'cross'],
  [6, 'triangle-down'],
  [8, 'circle'],
  [7, 'square'],
  [1, 'triangle-down'],
  [2, 'diamond'],
  [4, 'cross'],
  [5, 'triangle-up'],
];

/** As many series as stay apart in one chart. */
export const mostSeries: number = order.length;

/**
 * Gives each series of a study a colour and a symbol, in the order of the names.
 *
 * @param names different ones; those after the first `mostSeries` get none
 */
export function seriesMarks(names: readonly string[]): Map<string, MarkStyle> {
  return new Map(
    names
      .slice(0, mostSeries)
      .map((name, i) => [name, { color: `var(--head-${order[i]![0]})`, shape: order[i]![1] }]),
  );
}
