import { dotProduct } from '../exact/dot-product.js';
import { toDouble } from '../exact/to-double.js';
import { clipPolygon, type HomogeneousPoint } from './clip-polygon.js';
import { coincidentForms } from './coincident-forms.js';
import type { PlaneRange } from './plane-panel.js';

/** Up to this many corners their middle is that of their extremes; of more, their median. */
const few = 6;
/** Corners further out than this many median distances may be left out of the picture. */
const outlier = 3;

/**
 * A square that shows where regions meet, with room around: all corners, except a few that are much further out.
 *
 * @param regions for each region the forms (a, b, c) that are positive on it, a x + b y + c
 */
export function defaultRange(regions: readonly (readonly (readonly bigint[])[])[]): PlaneRange {
  const lines = coincidentForms(regions.flat()).map(({ form }) => form);
  let found = corners(regions, lines);
  if (found.length === 0) {
    // Parallel lines: the points nearest to the origin.
    found = lines.flatMap(([a, b, c]) => {
      const square = dotProduct([a!, b!], [a!, b!]);
      return square === 0n
        ? []
        : [[toDouble(-a! * c!, square), toDouble(-b! * c!, square)] as [number, number]];
    });
  }
  found = found.filter((point) => point.every((entry) => Math.abs(entry) < 1e300));
  if (found.length === 0) return { x: [-1, 1], y: [-1, 1] };
  const centre = [0, 1].map((axis) => middle(found.map((point) => point[axis]!))) as [number, number];
  const distances = found.map(([x, y]) => Math.max(Math.abs(x - centre[0]), Math.abs(y - centre[1])));
  const reach = Math.min(Math.max(...distances), outlier * median(distances) || Number.POSITIVE_INFINITY);
  const radius = reach > 0 ? 1.35 * reach : Math.max(Math.abs(centre[0]), Math.abs(centre[1])) || 1;
  const step = 10 ** (Math.floor(Math.log10(radius)) - 1);
  const round = (value: number): number => Number((Math.round(value / step) * step).toPrecision(12));
  const half = round(radius + step / 2);
  const around = (value: number): [number, number] => [
    round(round(value) - half),
    round(round(value) + half),
  ];
  return { x: around(centre[0]), y: around(centre[1]) };
}

/** The corners of the regions, each once. */
function corners(
  regions: readonly (readonly (readonly bigint[])[])[],
  lines: readonly (readonly bigint[])[],
): [number, number][] {
  // Integer lines with entries up to m cross at coordinates of at most 2 m²: this frame holds every corner inside.
  let largest = 1n;
  for (const entry of lines.flat()) {
    const size = entry < 0n ? -entry : entry;
    if (size > largest) largest = size;
  }
  const end = 2n * largest * largest + 1n;
  const frame: HomogeneousPoint[] = [
    [-end, -end, 1n],
    [end, -end, 1n],
    [end, end, 1n],
    [-end, end, 1n],
  ];
  const found = new Map<string, [number, number]>();
  for (const forms of regions) {
    let polygon = frame;
    for (const form of forms) polygon = clipPolygon(polygon, form);
    for (const [x, y, w] of polygon) {
      const isInside = [x!, y!].every((entry) => entry < end * w! && entry > -end * w!);
      if (isInside) found.set(`${x},${y},${w}`, [toDouble(x!, w!), toDouble(y!, w!)]);
    }
  }
  return [...found.values()];
}

/** The middle between the ends of few values, the median of many. */
function middle(values: readonly number[]): number {
  return values.length <= few ? (Math.min(...values) + Math.max(...values)) / 2 : median(values);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[at]! : (sorted[at - 1]! + sorted[at]!) / 2;
}
