/** Whether all of the first `length` entries (all of them when left out) are zero. */
export function isZeroVector(vector: readonly bigint[], length: number = vector.length): boolean {
  for (let j = 0; j < length; j++) if (vector[j] !== 0n) return false;
  return true;
}
