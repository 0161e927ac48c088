import { scaleToDoubles } from '../exact/scale-to-doubles.js';
import type { SphereView } from './sphere-panel.js';

/** Axes of length 3 with whole coordinates, in all the ways to swap and turn them that show another hemisphere. */
const views: readonly SphereView[] = [
  [1n, 2n, 2n],
  [2n, 1n, 2n],
  [2n, 2n, 1n],
].flatMap(([a, b, c]) =>
  [
    [1n, 1n],
    [1n, -1n],
    [-1n, 1n],
    [-1n, -1n],
  ].map(([s, t]) => viewFrom([a!, s! * b!, t! * c!])),
);

/**
 * The view that keeps the points where boundaries cross away from the rim, where they would be hard to see. The first
 * of equally good ones.
 *
 * @param boundaries forms in three coordinates
 */
export function chooseView(boundaries: readonly (readonly bigint[])[]): SphereView {
  const normals = boundaries.map((form) => scaleToDoubles(form));
  let best = views[0]!;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const view of views) {
    const [x, y, z] = view[2].map(Number) as [number, number, number];
    let score = 1;
    for (const [i, a] of normals.entries()) {
      for (const b of normals.slice(0, i)) {
        const cross = [
          a[1]! * b[2]! - a[2]! * b[1]!,
          a[2]! * b[0]! - a[0]! * b[2]!,
          a[0]! * b[1]! - a[1]! * b[0]!,
        ] as const;
        const length = Math.sqrt(cross[0] ** 2 + cross[1] ** 2 + cross[2] ** 2);
        if (length < 1e-9) continue;
        score = Math.min(score, Math.abs(cross[0] * x + cross[1] * y + cross[2] * z) / (3 * length));
      }
    }
    if (score > bestScore + 1e-9) {
      bestScore = score;
      best = view;
    }
  }
  return best;
}

/** The same axes seen from behind. */
export function opposite([right, up, towards]: SphereView): SphereView {
  const negative = (vector: readonly bigint[]): bigint[] => vector.map((entry) => -entry);
  return [negative(right), up, negative(towards)];
}

/** Axes for a direction towards the reader whose coordinates are 1, 2 and 2 up to order and signs. */
function viewFrom(towards: readonly bigint[]): SphereView {
  // The coordinate of 1 changes places with a 2, and one sign turns: (1, 2, 2), (2, 1, -2) are perpendicular.
  const at = towards.findIndex((entry) => entry === 1n || entry === -1n);
  const [p, q] = [(at + 1) % 3, (at + 2) % 3] as const;
  const sign = (index: number): bigint => (towards[index]! > 0n ? 1n : -1n);
  const up = [0n, 0n, 0n];
  up[at] = 2n * sign(at);
  up[p] = sign(p);
  up[q] = -2n * sign(q);
  const third = [
    up[1]! * towards[2]! - up[2]! * towards[1]!,
    up[2]! * towards[0]! - up[0]! * towards[2]!,
    up[0]! * towards[1]! - up[1]! * towards[0]!,
  ].map((entry) => entry / 3n);
  return [third, up, towards];
}
