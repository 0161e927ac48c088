import polylabel from 'polylabel';
import type { ScreenPoint } from './panel.js';

/** Room around a text, in pixels. */
const room = 2;

/**
 * Where a text of this size fits into a region: as near as it goes to the middle of the roomiest place (the pole of
 * inaccessibility, also measured with the region squeezed, which suits wide texts), or nothing when it fits nowhere.
 */
export function placeRegionText(
  outline: readonly ScreenPoint[],
  width: number,
  height: number,
): ScreenPoint | undefined {
  const ratio = height / Math.max(width, height);
  for (const squeeze of [1, Math.sqrt(ratio), ratio]) {
    const ring = outline.map(([x, y]): [number, number] => [x * squeeze, y]);
    const [x, y] = polylabel([[...ring, ring[0]!]], 0.5);
    const place: ScreenPoint = [x / squeeze, y];
    if (fits(outline, place, width / 2 + room, height / 2 + room)) return place;
  }
  return undefined;
}

/** Whether a rectangle with this middle lies inside a polygon: the middle does, and no side comes in. */
function fits(
  outline: readonly ScreenPoint[],
  [x, y]: ScreenPoint,
  halfWidth: number,
  halfHeight: number,
): boolean {
  let isInside = false;
  for (const [i, [x1, y1]] of outline.entries()) {
    const [x2, y2] = outline[(i + 1) % outline.length]!;
    if (y1 > y !== y2 > y && x < x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)) isInside = !isInside;
    // The part of the side within the rectangle's strip of columns, then of rows.
    const columns = within(x1 - x, x2 - x, halfWidth);
    const rows = within(y1 - y, y2 - y, halfHeight);
    if (Math.max(columns[0], rows[0]) <= Math.min(columns[1], rows[1])) return false;
  }
  return isInside;
}

/** For which s in [0, 1] from + s (to - from) is in [-half, half]; an empty interval has its ends the wrong way round. */
function within(from: number, to: number, half: number): readonly [number, number] {
  if (from === to) return Math.abs(from) <= half ? [0, 1] : [1, 0];
  const [a, b] = [(-half - from) / (to - from), (half - from) / (to - from)];
  return [Math.max(0, Math.min(a, b)), Math.min(1, Math.max(a, b))];
}
