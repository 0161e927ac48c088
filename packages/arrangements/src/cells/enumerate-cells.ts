import { bitLength } from '../exact/bit-length.js';
import { dotProduct } from '../exact/dot-product.js';
import { createElimination } from '../exact/elimination.js';
import { isZeroVector } from '../exact/is-zero-vector.js';
import { keyHas } from './label-key.js';

/** A cell of an arrangement: a region on which no form is zero. */
export interface Cell {
  /** How many forms are positive. */
  readonly numPositive: number;
  /** A point inside. */
  readonly point: readonly bigint[];
}

/** What {@link enumerateCells} is asked. */
export interface CellQuery {
  /** a_i, integer vectors of length `dim`. */
  readonly forms: readonly (readonly bigint[])[];
  /** Only points with half·z > 0 count. */
  readonly half?: readonly bigint[] | undefined;
  readonly dim: number;
  /** Whether a cell of the first `numForms` forms is of interest; all are when left out. */
  readonly keep?: ((numPositive: number, numForms: number) => boolean) | undefined;
  /** Called with the number of cells held; may throw. */
  readonly onCount?: ((count: number) => void) | undefined;
}

/**
 * All cells of the arrangement of hyperplanes a_i·z = 0, each under the key Σ 2^i over its positive forms; exact.
 *
 * The hyperplanes are inserted one at a time. A hyperplane h cuts a cell of those before it in two iff the cell meets h,
 * and the cells that h meets are the cells of the arrangement restricted to h, in one dimension less. So the restricted
 * arrangement is enumerated first, in the same way; every cell found there gives a point of h that is pushed off to both
 * sides, and every other cell lies where its known point lies. No linear program is solved, and the work is
 * proportional to the number of cells, times the dimension, times the cost of one exact check. A form that is zero on
 * the whole space leaves no cell, which also settles parallel and repeated hyperplanes.
 *
 * Deletion and restriction: Zaslavsky, "Facing up to arrangements", 1975.
 */
export function enumerateCells(query: CellQuery): Map<number, Cell> {
  return cellsOf(query.forms, query.half, query.dim, 1n, query, true);
}

function cellsOf(
  forms: readonly (readonly bigint[])[],
  half: readonly bigint[] | undefined,
  dim: number,
  previousPivot: bigint,
  query: CellQuery,
  outermost: boolean,
): Map<number, Cell> {
  let cells = new Map<number, Cell>();
  if ((half !== undefined && isZeroVector(half)) || forms.some((form) => isZeroVector(form))) return cells;
  cells.set(0, { numPositive: 0, point: half ?? new Array<bigint>(dim).fill(0n) });
  for (const [i, form] of forms.entries()) {
    const { pivot, coordinate, restrict, lift } = createElimination(form, dim, previousPivot);
    const before = forms.slice(0, i);
    const cut = cellsOf(
      before.map(restrict),
      half === undefined ? undefined : restrict(half),
      dim - 1,
      pivot,
      query,
      false,
    );
    const next = new Map<number, Cell>();
    for (const [key, { numPositive, point }] of cells) {
      const known = dotProduct(form, point);
      const shared = cut.get(key);
      const onHyperplane = shared === undefined ? undefined : lift(shared.point);
      for (const positive of [false, true]) {
        const holdsKnown = positive ? known > 0n : known < 0n;
        if (!holdsKnown && onHyperplane === undefined) continue;
        const count = positive ? numPositive + 1 : numPositive;
        if (query.keep?.(count, i + 1) === false) continue;
        const childKey = positive ? key + 2 ** i : key;
        next.set(childKey, {
          numPositive: count,
          point: holdsKnown
            ? point
            : pushOff(
                onHyperplane!,
                coordinate,
                positive === form[coordinate]! > 0n,
                childKey,
                forms,
                i + 1,
                half,
              ),
        });
      }
    }
    cells = next;
    if (outermost) query.onCount?.(cells.size);
  }
  return cells;
}

/**
 * Moves a point of the last of `numForms` hyperplanes off it, along one coordinate, so little that all other signs stay;
 * then takes the shortest integers near it that still have the signs of the key.
 */
function pushOff(
  point: readonly bigint[],
  coordinate: number,
  upwards: boolean,
  key: number,
  forms: readonly (readonly bigint[])[],
  numForms: number,
  half: readonly bigint[] | undefined,
): readonly bigint[] {
  let shift = 0;
  const leaveRoom = (form: readonly bigint[]): void => {
    const step = form[coordinate]!;
    // 2^shift |form·point| > |step| keeps the sign.
    if (step !== 0n) shift = Math.max(shift, bitLength(step) - bitLength(dotProduct(form, point)) + 1);
  };
  for (let i = 0; i < numForms - 1; i++) leaveRoom(forms[i]!);
  if (half !== undefined) leaveRoom(half);
  const moved = point.map((entry) => entry << BigInt(shift));
  moved[coordinate]! += upwards ? 1n : -1n;
  const isInside = (candidate: readonly bigint[]): boolean => {
    if (half !== undefined && dotProduct(half, candidate) <= 0n) return false;
    for (let i = numForms - 1; i >= 0; i--) {
      const value = dotProduct(forms[i]!, candidate);
      if (keyHas(key, i) ? value <= 0n : value >= 0n) return false;
    }
    return true;
  };
  const longest = Math.max(...moved.map(bitLength));
  // Short points keep the numbers small further down; a thin cell needs more bits, at worst all of them.
  for (const bits of [8, 24, 53, 160]) {
    if (bits >= longest) break;
    const drop = BigInt(longest - bits);
    const round = 1n << (drop - 1n);
    const candidate = moved.map((entry) => (entry + round) >> drop);
    if (isInside(candidate)) return candidate;
  }
  return moved;
}
