/** What {@link createElimination} makes. */
export interface Elimination {
  /** |h_p|, to be handed to the next elimination of the same matrix. */
  readonly pivot: bigint;
  /** The coordinate that is eliminated. */
  readonly coordinate: number;
  /** A form as it acts on the hyperplane h = 0, up to a positive factor: one coordinate less. */
  restrict(form: readonly bigint[]): bigint[];
  /** A point of the hyperplane in the coordinates of the whole space. */
  lift(point: readonly bigint[]): bigint[];
}

/**
 * One step of fraction-free elimination (Bareiss 1968), read as geometry: the forms of an arrangement are restricted to
 * the hyperplane on which one of them, h, is zero. With p a coordinate where h_p ≠ 0,
 *
 *     a'_j = sign(h_p) (h_p a_j - a_p h_j) / previousPivot        for j ≠ p
 *
 * where the division has no remainder when all forms went through the same steps before. All a' are positive multiples
 * of the restricted forms, so signs stay what they are.
 *
 * @param form h; not zero in its first `dim` coordinates
 * @param dim how many coordinates are eliminated from; what follows them is carried along
 * @param previousPivot `pivot` of the step before, 1 for the first
 */
export function createElimination(form: readonly bigint[], dim: number, previousPivot: bigint): Elimination {
  let coordinate = 0;
  while (coordinate < dim && form[coordinate] === 0n) coordinate++;
  const entry = form[coordinate]!;
  const pivot = entry < 0n ? -entry : entry;
  const divisor = entry < 0n ? -previousPivot : previousPivot;
  return {
    pivot,
    coordinate,
    restrict: (other) => {
      const factor = other[coordinate]!;
      const restricted = new Array<bigint>(other.length - 1);
      for (let j = 0, next = 0; j < other.length; j++) {
        if (j !== coordinate) restricted[next++] = (entry * other[j]! - factor * form[j]!) / divisor;
      }
      return restricted;
    },
    lift: (point) => {
      const lifted = new Array<bigint>(point.length + 1);
      let sum = 0n;
      for (let j = 0, next = 0; j < lifted.length; j++) {
        if (j === coordinate) continue;
        const value = point[next++]!;
        lifted[j] = pivot * value;
        sum += form[j]! * value;
      }
      lifted[coordinate] = entry < 0n ? sum : -sum;
      return lifted;
    },
  };
}
