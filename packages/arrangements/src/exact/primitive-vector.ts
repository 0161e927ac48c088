/** An integer vector divided by the greatest common divisor of its entries; the zero vector stays as it is. */
export function primitiveVector(vector: readonly bigint[]): bigint[] {
  let divisor = 0n;
  for (const entry of vector) {
    divisor = greatestCommonDivisor(divisor, entry);
    if (divisor === 1n) return [...vector];
  }
  return divisor === 0n ? [...vector] : vector.map((entry) => entry / divisor);
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let larger = a < 0n ? -a : a;
  let smaller = b < 0n ? -b : b;
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}
