/** Numbers of a row with its padding: rounded up to the four of a SIMD register. */
export function padded(count: number): number {
  return Math.ceil(count / 4) * 4;
}
