/** The inner product of two integer vectors of equal length. */
export function dotProduct(a: readonly bigint[], b: readonly bigint[]): bigint {
  let sum = 0n;
  for (let j = 0; j < a.length; j++) sum += a[j]! * b[j]!;
  return sum;
}
