import { dotProduct } from '../exact/dot-product.js';
import { scaleToDoubles } from '../exact/scale-to-doubles.js';
import { keyHas } from './label-key.js';

/** Finds points deep inside cells. */
export interface CentralPoints {
  /** A point of the cell of this key with short coordinates, away from its walls; the given point where none is found. */
  near(key: number, point: readonly bigint[]): readonly bigint[];
}

const steps = 120;
/** Lengths of coordinates that are tried, in bits. */
const lengths = [2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40, 53];

/**
 * Makes {@link CentralPoints} for one arrangement. The search is in doubles (subgradient steps towards the largest
 * margin); whatever it finds is rounded and then checked exactly, so it can only fail to improve.
 *
 * @param half a unit vector, where there is one
 */
export function createCentralPoints(
  forms: readonly (readonly bigint[])[],
  half: readonly bigint[] | undefined,
): CentralPoints {
  const walls = [...forms, ...(half === undefined ? [] : [half])];
  const normals = walls.map(unitVector);
  const halfAt = half === undefined ? -1 : half.findIndex((entry) => entry !== 0n);
  const signsOf = (key: number): number[] =>
    walls.map((_, i) => (i >= forms.length || keyHas(key, i) ? 1 : -1));
  const isInside = (signs: readonly number[], candidate: readonly bigint[]): boolean =>
    walls.every((wall, i) => {
      const value = dotProduct(wall, candidate);
      return signs[i]! > 0 ? value > 0n : value < 0n;
    });
  return {
    near: (key, point) => {
      const signs = signsOf(key);
      const centre = centreOf(normals, signs, unitVector(point));
      for (const bits of lengths) {
        const candidate = roundPoint(centre, halfAt, bits);
        if (candidate !== undefined && isInside(signs, candidate)) return candidate;
      }
      return point;
    },
  };
}

/** The best of the points that subgradient steps on the smallest margin pass through. */
function centreOf(
  normals: readonly Float64Array[],
  signs: readonly number[],
  start: Float64Array,
): Float64Array {
  let point = start;
  let best = start;
  let bestMargin = Number.NEGATIVE_INFINITY;
  for (let step = 1; step <= steps; step++) {
    let worst = 0;
    let margin = Number.POSITIVE_INFINITY;
    for (const [i, normal] of normals.entries()) {
      let value = 0;
      for (let j = 0; j < normal.length; j++) value += normal[j]! * point[j]!;
      if (signs[i]! * value < margin) {
        margin = signs[i]! * value;
        worst = i;
      }
    }
    if (margin > bestMargin) {
      bestMargin = margin;
      best = point;
    }
    const normal = normals[worst];
    if (normal === undefined) return best;
    const factor = signs[worst]! / (1 + step);
    const moved = point.map((entry, j) => entry + factor * normal[j]!);
    point = normalise(moved);
  }
  return best;
}

/** Coordinates of a few bits; with a half-space its coordinate becomes a power of two, so that x = z / t is short too. */
function roundPoint(point: Float64Array, halfAt: number, bits: number): bigint[] | undefined {
  const t = halfAt < 0 ? 1 : point[halfAt]!;
  if (!(t > 0)) return undefined;
  const scaled = Array.from(point, (entry, j) => (j === halfAt ? 0 : entry / t));
  const largest = Math.max(...scaled.map(Math.abs));
  if (!Number.isFinite(largest)) return undefined;
  const power = bits - (largest > 0 ? Math.floor(Math.log2(largest)) + 1 : 0);
  if (Math.abs(power) > 1000) return undefined;
  const rounded = scaled.map((entry) => BigInt(Math.round(entry * 2 ** power)));
  const integers = power >= 0 || halfAt < 0 ? rounded : rounded.map((entry) => entry << BigInt(-power));
  if (halfAt >= 0) integers[halfAt] = power >= 0 ? 1n << BigInt(power) : 1n;
  return integers;
}

function unitVector(vector: readonly bigint[]): Float64Array {
  return normalise(scaleToDoubles(vector));
}

function normalise(vector: Float64Array): Float64Array {
  let sum = 0;
  for (const entry of vector) sum += entry * entry;
  return sum > 0 ? vector.map((entry) => entry / Math.sqrt(sum)) : vector;
}
