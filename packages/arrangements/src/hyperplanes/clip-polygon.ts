import { dotProduct } from '../exact/dot-product.js';
import { primitiveVector } from '../exact/primitive-vector.js';

/** A point in homogeneous coordinates: (x, y, w) is the point (x/w, y/w) of the plane, w > 0, or a ray of space. */
export type HomogeneousPoint = readonly bigint[];

/**
 * The part of a convex polygon on which a linear form is not negative (Sutherland and Hodgman), exactly. Works for
 * polygons of the plane in homogeneous coordinates and for polygons on the sphere with sides shorter than half a circle.
 *
 * @returns the corners in the same order; none when the form is positive nowhere inside
 */
export function clipPolygon(
  polygon: readonly HomogeneousPoint[],
  form: readonly bigint[],
): HomogeneousPoint[] {
  const values = polygon.map((corner) => dotProduct(form, corner));
  if (!values.some((value) => value > 0n)) return [];
  const clipped: HomogeneousPoint[] = [];
  for (const [i, corner] of polygon.entries()) {
    const next = (i + 1) % polygon.length;
    const [here, there] = [values[i]!, values[next]!];
    if (here >= 0n) clipped.push(corner);
    if ((here > 0n && there < 0n) || (here < 0n && there > 0n)) {
      const [a, b] = [there < 0n ? -there : there, here < 0n ? -here : here];
      clipped.push(primitiveVector(corner.map((entry, j) => entry * a + polygon[next]![j]! * b)));
    }
  }
  return clipped;
}
