import type { PlifScoreConfig } from './score-function-config.js';

/** What is constant about the intervals of a piecewise linear function; the tables have m + 1 entries. */
export interface PlifTables {
  /** The point a with f(a) = a. */
  readonly anchor: number;
  /** The inner interval it lies in. */
  readonly anchorInterval: number;
  /** Its distance from the left end of that. */
  readonly toAnchor: number;
  /** The length of each interval; 0 for the outer two. */
  readonly lengths: Float32Array;
  /** The part of it to the right of the anchor. */
  readonly right: Float32Array;
  /** The knot at its left end; the first knot for the first interval, which has none. */
  readonly leftKnots: Float32Array;
}

/** The tables of knots that are equally spaced on an interval. */
export function plifTables({ numKnots, interval: [lo, hi] }: PlifScoreConfig): PlifTables {
  const spacing = (hi - lo) / (numKnots - 1);
  const knot = (j: number): number => lo + spacing * j;
  const anchor = Math.min(Math.max(0, lo), hi);
  const anchorInterval = Math.min(Math.floor((anchor - lo) / spacing) + 1, numKnots - 1);
  const toAnchor = anchor - knot(anchorInterval - 1);
  const lengths = new Float32Array(numKnots + 1).fill(spacing, 1, numKnots);
  const right = new Float32Array(numKnots + 1).fill(spacing, anchorInterval + 1, numKnots);
  right[anchorInterval] = spacing - toAnchor;
  const leftKnots = Float32Array.from({ length: numKnots + 1 }, (_, i) => knot(Math.max(0, i - 1)));
  return { anchor, anchorInterval, toAnchor, lengths, right, leftKnots };
}
