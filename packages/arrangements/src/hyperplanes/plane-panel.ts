import type { ArgmaxableSet } from '../cells/argmaxable-sets.js';
import { formatCoordinate } from '../drawing/format-coordinate.js';
import { commonIntegers } from '../exact/common-integers.js';
import { dotProduct } from '../exact/dot-product.js';
import { scaleToDoubles } from '../exact/scale-to-doubles.js';
import { toDouble } from '../exact/to-double.js';
import { clipPolygon, type HomogeneousPoint } from './clip-polygon.js';
import { coincidentForms } from './coincident-forms.js';
import type { LineEnd, Panel, PanelLine, ScreenPoint } from './panel.js';
import type { RegionForms } from './region-forms.js';

/** The rectangle of inputs that is drawn. */
export interface PlaneRange {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** The regions of a layer on two inputs, in a rectangle of the plane. */
export function planePanel(
  { forms, boundsOf }: RegionForms,
  sets: readonly ArgmaxableSet[],
  drawLines: boolean,
  { x, y }: PlaneRange,
  size: number,
): Panel {
  const frame = frameCorners(x, y);
  const toScreen = ([px, py, pw]: HomogeneousPoint): ScreenPoint => [
    (size * (toDouble(px!, pw!) - x[0])) / (x[1] - x[0]),
    (size * (y[1] - toDouble(py!, pw!))) / (y[1] - y[0]),
  ];
  const regions = sets.flatMap(({ labels }, set) => {
    let polygon: HomogeneousPoint[] = frame;
    for (const form of boundsOf(labels)) polygon = clipPolygon(polygon, form);
    return polygon.length < 3 ? [] : [{ set, outline: polygon.map(toScreen), corners: polygon.map(String) }];
  });
  const lines: PanelLine[] = [];
  const unseen: number[] = [];
  for (const { form, labels, opposite } of drawLines ? coincidentForms(forms) : []) {
    const [start, end] = crossings(frame, form);
    if (start === undefined || end === undefined) {
      unseen.push(...labels, ...opposite);
      continue;
    }
    const [a, b] = [toScreen(start), toScreen(end)];
    // Gradients turn with the axes: pixels grow downwards and may be longer in one direction than in the other.
    const [gx, gy] = scaleToDoubles(form.slice(0, 2));
    const positive = unit([gx! * (x[1] - x[0]), -gy! * (y[1] - y[0])]);
    const endAt = (point: ScreenPoint): LineEnd => ({ at: point, outward: outwardAt(point, size), positive });
    const ends: [LineEnd, LineEnd] = [endAt(a), endAt(b)];
    lines.push({ labels, opposite, path: [a, b], ends });
  }
  const number = (value: number): string => formatTick(value);
  return {
    size,
    isRound: false,
    caption: '',
    regions,
    lines,
    unseen,
    ticks: [
      { text: number(x[0]), at: [0, size + 14], anchor: 'start' },
      { text: number(x[1]), at: [size, size + 14], anchor: 'end' },
      { text: number(y[0]), at: [-8, size - 8], anchor: 'end' },
      { text: number(y[1]), at: [-8, 8], anchor: 'end' },
    ],
  };
}

function frameCorners(x: readonly [number, number], y: readonly [number, number]): HomogeneousPoint[] {
  const { integers, exponent } = commonIntegers([...x, ...y]);
  const shift = BigInt(Math.max(0, exponent));
  const w = exponent < 0 ? 1n << BigInt(-exponent) : 1n;
  const [x0, x1, y0, y1] = integers.map((entry) => entry << shift) as [bigint, bigint, bigint, bigint];
  return [
    [x0, y0, w],
    [x1, y0, w],
    [x1, y1, w],
    [x0, y1, w],
  ];
}

/** Where a line enters and leaves a convex polygon; nothing when it only touches a corner or a side. */
function crossings(polygon: readonly HomogeneousPoint[], form: readonly bigint[]): HomogeneousPoint[] {
  const values = polygon.map((corner) => dotProduct(form, corner));
  if (!values.some((value) => value > 0n) || !values.some((value) => value < 0n)) return [];
  const inside = clipPolygon(polygon, form);
  return inside.filter((corner) => dotProduct(form, corner) === 0n);
}

/** Away from the frame, at a point of it. */
function outwardAt([x, y]: ScreenPoint, size: number): ScreenPoint {
  const sides: readonly (readonly [number, ScreenPoint])[] = [
    [size - x, [1, 0]],
    [x, [-1, 0]],
    [y, [0, -1]],
    [size - y, [0, 1]],
  ];
  return sides.reduce((best, side) => (side[0] < best[0] ? side : best))[1];
}

function unit([x, y]: ScreenPoint): ScreenPoint {
  const length = Math.sqrt(x * x + y * y);
  return length > 0 ? [x / length, y / length] : [0, 0];
}

/** A number at an axis. */
export function formatTick(value: number): string {
  const size = Math.abs(value);
  const text =
    size !== 0 && (size >= 1e5 || size < 1e-2)
      ? String(Number(value.toPrecision(3)))
      : formatCoordinate(value);
  return text.replace('-', '−');
}
