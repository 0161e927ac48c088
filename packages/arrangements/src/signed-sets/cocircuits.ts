import { createElimination } from '../exact/elimination.js';
import { isZeroVector } from '../exact/is-zero-vector.js';
import { checkThresholdLayer } from '../layer/check-layer.js';
import { integerForms } from '../layer/integer-forms.js';
import type { LayerInput } from '../layer/layer-input.js';
import { canonicalSignedSets } from './canonical-signed-sets.js';
import { checkWork, type SignedSetsOptions } from './check-work.js';
import type { SignedSet } from './signed-set.js';

/**
 * The cocircuits of a layer: the sign vectors (a_i·z > 0, = 0 or < 0) with the fewest non-zero signs but not none. The
 * rows are a_i = w_i, with a bias (w_i, b_i) and one row more, (0, …, 0, 1), at infinity, whose sign is that of t.
 *
 * Geometrically they are where the hyperplanes meet: without a bias the rays along which the most of them intersect,
 * with a bias the vertices (infinity is +) and the directions of their lines (infinity is 0). Every label set that the
 * layer outputs is a composition of cocircuits, and each is orthogonal to every circuit: where they overlap, they agree
 * in one sign and differ in another.
 *
 * Exact. Of each cocircuit and its negative one is listed, in canonical order (see {@link SignedSet}). In general
 * position there are C(n, r - 1), r being the rank.
 *
 * @throws TypeError, RangeError when the layer or an option is wrong, its rule is not `'threshold'`, or there are more
 *   sets of independent rows than the limit
 */
export function cocircuits(layer: LayerInput, options: SignedSetsOptions = {}): SignedSet[] {
  const checked = checkThresholdLayer('cocircuits', layer);
  const { forms, half, dim } = integerForms(checked);
  const rows = half === undefined ? forms : [...forms, half];
  checkWork('cocircuits', options, rows.length, Math.max(0, Math.min(dim - 1, rows.length)));
  const found: Map<number, 1 | -1>[] = [];
  /** @param current all rows, restricted to where the chosen ones are zero */
  const extend = (
    current: readonly (readonly bigint[])[],
    first: number,
    left: number,
    previousPivot: bigint,
  ): void => {
    if (left === 1) {
      const signs = current.flatMap(([entry], element): [number, 1 | -1][] =>
        entry === 0n ? [] : [[element, entry! > 0n ? 1 : -1]],
      );
      found.push(new Map(signs));
      return;
    }
    for (let element = first; element < rows.length; element++) {
      const row = current[element]!;
      if (isZeroVector(row)) continue;
      const { pivot, restrict } = createElimination(row, left, previousPivot);
      const next = current.map(restrict);
      // A row before this one that becomes zero only now: the same flat is reached through that row instead.
      const seen = next
        .slice(0, element)
        .some((other, i) => isZeroVector(other) && !isZeroVector(current[i]!));
      if (!seen) extend(next, element + 1, left - 1, pivot);
    }
  };
  if (dim > 0) extend(rows, 0, dim, 1n);
  return canonicalSignedSets(found, checked.numLabels, half !== undefined);
}
