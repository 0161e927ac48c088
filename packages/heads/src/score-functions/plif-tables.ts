import type { PlifScoreConfig } from './score-function-config.js';

/** What is constant about the intervals of a piecewise linear function; the tables have m + 1 entries. */
export interface PlifTables {
  /** The point a with f(a) = a. */
  readonly anchor: number;
  /** The length of each interval to the left of the anchor; 0 for the outer two. */
  readonly left: Float32Array;
  /** The same to the right of it. */
  readonly right: Float32Array;
  /** The knot at its left end; the first knot for the first interval, which has none. */
  readonly leftKnots: Float32Array;
}

/** The tables of knots that are equally spaced on an interval. */
export function plifTables({ numKnots, interval: [lo, hi] }: PlifScoreConfig): PlifTables {
  const anchor = Math.min(Math.max(0, lo), hi);
  const knot = (j: number): number => lo + ((hi - lo) * j) / (numKnots - 1);
  const left = new Float32Array(numKnots + 1);
  const right = new Float32Array(numKnots + 1);
  const leftKnots = new Float32Array(numKnots + 1).fill(lo);
  for (let i = 1; i < numKnots; i++) {
    leftKnots[i] = knot(i - 1);
    left[i] = Math.max(0, Math.min(knot(i), anchor) - knot(i - 1));
    right[i] = Math.max(0, knot(i) - Math.max(knot(i - 1), anchor));
  }
  leftKnots[numKnots] = hi;
  return { anchor, left, right, leftKnots };
}
