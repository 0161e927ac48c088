import type { ArgmaxableSet } from '../cells/argmaxable-sets.js';
import type { Panel } from './panel.js';

/** How many colours there are for classes. */
export const numHues = 8;

/**
 * A colour number for each set, so that regions that touch have different ones: its own class where there are few
 * classes, else the first that no neighbour has.
 *
 * @param ownColor a set's colour where it has one of its own
 */
export function regionColors(
  sets: readonly ArgmaxableSet[],
  panels: readonly Panel[],
  ownColor: ((labels: readonly number[]) => number) | undefined,
): readonly number[] {
  if (ownColor !== undefined) return sets.map(({ labels }) => ownColor(labels));
  const neighbours = sets.map(() => new Set<number>());
  for (const { regions } of panels) {
    const around = new Map<string, number[]>();
    for (const { set, corners } of regions) {
      for (const corner of corners) {
        for (const other of around.get(corner) ?? []) {
          neighbours[set]!.add(other);
          neighbours[other]!.add(set);
        }
        around.set(corner, [...(around.get(corner) ?? []), set]);
      }
    }
  }
  const colors: number[] = [];
  for (const near of neighbours) {
    const taken = [...near].filter((other) => other < colors.length).map((other) => colors[other]!);
    const uses = Array.from({ length: numHues }, (_, hue) => taken.filter((color) => color === hue).length);
    colors.push(uses.indexOf(Math.min(...uses)));
  }
  return colors;
}
