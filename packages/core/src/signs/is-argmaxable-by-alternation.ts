import { checkInteger, describeKind } from '../checks/check-integer.js';
import { checkOptions } from '../checks/check-options.js';
import { checkLabels } from './check-labels.js';
import { countSignChanges } from './count-sign-changes.js';

/**
 * An output layer whose weights are exactly one of the fixed bases and nothing else: no slack columns, no bias beyond
 * what the constant column holds. Multiplying columns by positive or negative numbers, or mixing them by any
 * invertible matrix, changes nothing.
 */
export type AlternatingStructure =
  | {
      /** The columns of `trigonometricBasis({ numLabels, k })`. */
      readonly kind: 'trigonometric';
      readonly k: number;
      /** Label i sits on row `permutation[i]` of the basis; on row i when left out. */
      readonly permutation?: ArrayLike<number> | undefined;
    }
  | {
      /** The columns of `vandermondeBasis({ numLabels, dim })`, on any increasing points. */
      readonly kind: 'vandermonde';
      readonly dim: number;
      /** Label i sits on row `permutation[i]` of the basis; on row i when left out. */
      readonly permutation?: ArrayLike<number> | undefined;
    };

/** Options of {@link isArgmaxableByAlternation}. */
export interface AlternationOptions {
  /** The active labels: different integers in [0, n), in any order. */
  readonly labels: Iterable<number>;
  /** Number of labels n >= 1. */
  readonly numLabels: number;
  readonly structure: AlternatingStructure;
}

/**
 * Whether a pure trigonometric or Vandermonde layer can output a label set: decided exactly, without solving anything.
 *
 * - trigonometric, 2k+1 columns: exactly the sets with at most 2k sign changes around the cycle. A trigonometric
 *   polynomial of degree k has at most 2k zeros on the circle, and a product of k factors
 *   sin((θ-a)/2) sin((θ-b)/2) has any 2k of them.
 * - Vandermonde, dim columns: exactly the sets with at most dim - 1 sign changes along the line. A polynomial of
 *   degree dim - 1 has at most that many zeros, and Π (x - a_i) has any of them.
 *
 * The statement is about real numbers. For large k or dim the margin may be far below what double arithmetic
 * can show.
 *
 * Source: Grivas, Vergari, Lopez, "Taming the Sigmoid Bottleneck", AAAI 2024.
 *
 * @throws TypeError, RangeError when an option is none of the above
 */
export function isArgmaxableByAlternation(options: AlternationOptions): boolean {
  const place = 'isArgmaxableByAlternation';
  checkOptions(place, options);
  const { labels, numLabels, structure } = options;
  checkInteger(place, 'numLabels', numLabels, 1);
  if (typeof structure !== 'object' || structure === null) {
    throw new TypeError(`${place}: structure must be an object with a kind, got ${describeKind(structure)}`);
  }
  const placed = placeLabels(place, checkLabels(place, labels, numLabels), numLabels, structure.permutation);
  if (structure.kind === 'trigonometric') {
    checkInteger(place, 'structure.k', structure.k, 0, Math.floor((numLabels - 1) / 2));
    return countSignChanges({ labels: placed, numLabels, along: 'cycle' }) <= 2 * structure.k;
  }
  if (structure.kind === 'vandermonde') {
    checkInteger(place, 'structure.dim', structure.dim, 1, numLabels);
    return countSignChanges({ labels: placed, numLabels, along: 'line' }) <= structure.dim - 1;
  }
  const { kind } = structure as { kind: unknown };
  throw new RangeError(
    `${place}: structure.kind must be 'trigonometric' or 'vandermonde', got ${String(kind)}`,
  );
}

function placeLabels(
  place: string,
  labels: Uint32Array,
  numLabels: number,
  permutation: ArrayLike<number> | undefined,
): Uint32Array {
  if (permutation === undefined) return labels;
  if (permutation.length !== numLabels) {
    throw new RangeError(
      `${place}: structure.permutation must have ${numLabels} entries, got ${permutation.length}`,
    );
  }
  // Only the rows that are used are checked: two labels on one row show up as a repeated label.
  return labels.map((label) => {
    const row = permutation[label]!;
    if (!Number.isInteger(row) || row < 0 || row >= numLabels) {
      throw new RangeError(
        `${place}: structure.permutation[${label}] must be an integer in [0, ${numLabels}), got ${row}`,
      );
    }
    return row;
  });
}
