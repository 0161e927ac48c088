import { createElimination } from '../exact/elimination.js';
import { isZeroVector } from '../exact/is-zero-vector.js';
import { checkThresholdLayer } from '../layer/check-layer.js';
import { integerForms } from '../layer/integer-forms.js';
import type { LayerInput } from '../layer/layer-input.js';
import { canonicalSignedSets } from './canonical-signed-sets.js';
import { checkWork, type SignedSetsOptions } from './check-work.js';
import type { SignedSet } from './signed-set.js';

/**
 * The circuits of a layer: the smallest sets of rows with a linear dependency Σ λ_i a_i = 0, each row with the sign of
 * its λ_i. The rows are a_i = w_i, with a bias (w_i, b_i) and one row more, (0, …, 0, 1), at infinity.
 *
 * They say what the layer cannot output: no input has all of a circuit's positive labels on and all its negative ones
 * off (the sum would be positive and zero at once), nor the other way round when the circuit does not contain
 * infinity. A label set is argmaxable iff no circuit forbids it so: {@link findForbiddingCircuit}.
 *
 * Exact. Of each circuit and its negative one is listed, in canonical order (see {@link SignedSet}: smaller ones first).
 * In general position there are C(n, r + 1), r being the rank.
 *
 * @throws TypeError, RangeError when the layer or an option is wrong, its rule is not `'threshold'`, or there are more
 *   sets of independent rows than the limit
 */
export function circuits(layer: LayerInput, options: SignedSetsOptions = {}): SignedSet[] {
  const checked = checkThresholdLayer('circuits', layer);
  const { forms, half, dim } = integerForms(checked);
  const rows = half === undefined ? forms : [...forms, half];
  checkWork('circuits', options, rows.length, Math.min(dim, rows.length));
  const found: Map<number, 1 | -1>[] = [];
  /**
   * @param chosen independent rows, in increasing order
   * @param rest the rows after the last chosen one: what is left of them in `left` coordinates when the chosen ones are
   *   subtracted, then the coefficients of the chosen ones in that combination; a row's own coefficient is positive
   */
  const extend = (
    chosen: readonly number[],
    rest: readonly (readonly bigint[])[],
    left: number,
    previousPivot: bigint,
  ): void => {
    const first = rows.length - rest.length;
    for (const [at, row] of rest.entries()) {
      const element = first + at;
      if (isZeroVector(row, left)) {
        const coefficients = row.slice(left);
        // A zero coefficient: a smaller circuit, found without that row.
        if (coefficients.every((coefficient) => coefficient !== 0n)) {
          const signs = chosen.map((label, i): [number, 1 | -1] => [label, coefficients[i]! > 0n ? 1 : -1]);
          found.push(new Map([...signs, [element, 1]]));
        }
        continue;
      }
      const { pivot, coordinate, restrict } = createElimination(row, left, previousPivot);
      const sign = row[coordinate]! > 0n ? -1n : 1n;
      const later = rest.slice(at + 1).map((other) => [...restrict(other), sign * other[coordinate]!]);
      extend([...chosen, element], later, left - 1, pivot);
    }
  };
  extend([], rows, dim, 1n);
  return canonicalSignedSets(found, checked.numLabels, half !== undefined);
}
