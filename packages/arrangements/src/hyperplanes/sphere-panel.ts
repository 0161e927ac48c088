import type { ArgmaxableSet } from '../cells/argmaxable-sets.js';
import { dotProduct } from '../exact/dot-product.js';
import { primitiveVector } from '../exact/primitive-vector.js';
import { scaleToDoubles } from '../exact/scale-to-doubles.js';
import { clipPolygon, type HomogeneousPoint } from './clip-polygon.js';
import { coincidentForms } from './coincident-forms.js';
import type { LineEnd, Panel, PanelLine, ScreenPoint } from './panel.js';
import type { RegionForms } from './region-forms.js';

/** Right-handed axes on the paper: to the right, up, towards the reader; integers of equal length. */
export type SphereView = readonly [
  right: readonly bigint[],
  up: readonly bigint[],
  towards: readonly bigint[],
];

type Vector = readonly [number, number, number];

/**
 * The regions of a layer on three inputs without a bias, on the half of the unit sphere that faces the reader, in
 * stereographic projection (from the point behind): great circles become arcs of circles, angles stay.
 */
export function spherePanel(
  { forms, boundsOf }: RegionForms,
  sets: readonly ArgmaxableSet[],
  drawLines: boolean,
  view: SphereView,
  size: number,
  caption: string,
): Panel {
  const [right, up, towards] = view;
  const negative = (vector: readonly bigint[]): bigint[] => vector.map((entry) => -entry);
  const rim: HomogeneousPoint[] = [[...right], [...up], negative(right), negative(up)];
  const axes = view.map((axis) => normalise(asVector(axis)));
  const radius = size / 2;
  const toScreen = (point: Vector): ScreenPoint => {
    const [x, y, z] = axes.map((axis) => axis[0] * point[0] + axis[1] * point[1] + axis[2] * point[2]) as [
      number,
      number,
      number,
    ];
    return [radius + (radius * x) / (1 + z), radius - (radius * y) / (1 + z)];
  };
  const arc = (from: Vector, to: Vector): ScreenPoint[] => greatCircle(from, to).map(toScreen);
  const regions = sets.flatMap(({ labels }, set) => {
    const polygon = clipHemisphere(rim, towards, boundsOf(labels));
    if (polygon.length < 3) return [];
    const corners = polygon.map((corner) => normalise(asVector(corner)));
    const outline = corners.flatMap((corner, i) =>
      arc(corner, corners[(i + 1) % corners.length]!).slice(0, -1),
    );
    return [{ set, outline, corners: polygon.map(String) }];
  });
  const lines: PanelLine[] = [];
  const unseen: number[] = [];
  for (const { form, labels, opposite } of drawLines ? coincidentForms(forms) : []) {
    const normal = normalise(asVector(form));
    const ends = normalise(cross(normal, axes[2]!));
    if (!ends.some((entry) => entry !== 0)) {
      unseen.push(...labels, ...opposite);
      continue;
    }
    const top = normalise(cross(ends, normal));
    const start: Vector = [-ends[0], -ends[1], -ends[2]];
    const path = [...arc(start, top).slice(0, -1), ...arc(top, ends)];
    const endOf = (at: ScreenPoint, point: Vector): LineEnd => {
      // A small step to the positive side, as it looks on paper.
      const [x, y, z] = normal;
      const step = toScreen(normalise([point[0] + 1e-3 * x, point[1] + 1e-3 * y, point[2] + 1e-3 * z]));
      return {
        at,
        outward: unit([at[0] - radius, at[1] - radius]),
        positive: unit([step[0] - at[0], step[1] - at[1]]),
      };
    };
    lines.push({
      labels,
      opposite,
      path,
      ends: [endOf(path[0]!, start), endOf(path.at(-1)!, ends)],
    });
  }
  return { size, isRound: true, caption, regions, lines, unseen, ticks: [] };
}

/**
 * The part of a hemisphere on which no form is negative, as a polygon on the sphere with sides shorter than half a
 * circle, exactly.
 *
 * @param rim four corners on the edge of the hemisphere, a quarter of a circle apart
 */
function clipHemisphere(
  rim: readonly HomogeneousPoint[],
  towards: readonly bigint[],
  forms: readonly (readonly bigint[])[],
): readonly HomogeneousPoint[] {
  const isOnRim = (form: readonly bigint[]): boolean =>
    rim.every((corner) => dotProduct(form, corner) === 0n);
  let polygon: readonly HomogeneousPoint[] = rim;
  let isWhole = true;
  for (const form of forms) {
    if (isOnRim(form)) {
      if (dotProduct(form, towards) <= 0n) return [];
    } else if (isWhole) {
      // The first cut goes right across, between opposite points of the rim: a corner in its middle says which way.
      const half = clipPolygon(rim, form);
      const at = half.findIndex(
        (corner, i) =>
          dotProduct(form, corner) === 0n && dotProduct(form, half[(i + 1) % half.length]!) === 0n,
      );
      const [square, height] = [dotProduct(form, form), dotProduct(form, towards)];
      const middle = primitiveVector(towards.map((entry, j) => entry * square - height * form[j]!));
      polygon = [...half.slice(0, at + 1), middle, ...half.slice(at + 1)];
      isWhole = false;
    } else polygon = clipPolygon(polygon, form);
  }
  return polygon;
}

/** Points along the shorter great circle between two unit vectors less than half a circle apart, ends included. */
function greatCircle(from: Vector, to: Vector): Vector[] {
  const cosine = from[0] * to[0] + from[1] * to[1] + from[2] * to[2];
  // About 4 degrees.
  if (cosine > 0.9975) return [from, to];
  const middle = normalise([from[0] + to[0], from[1] + to[1], from[2] + to[2]]);
  return [...greatCircle(from, middle).slice(0, -1), ...greatCircle(middle, to)];
}

function asVector(vector: readonly bigint[]): Vector {
  const [x, y, z] = scaleToDoubles(vector);
  return [x!, y!, z!];
}

function normalise([x, y, z]: Vector): Vector {
  const length = Math.sqrt(x * x + y * y + z * z);
  return length > 0 ? [x / length, y / length, z / length] : [0, 0, 0];
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function unit([x, y]: ScreenPoint): ScreenPoint {
  const length = Math.sqrt(x * x + y * y);
  return length > 0 ? [x / length, y / length] : [0, 0];
}
