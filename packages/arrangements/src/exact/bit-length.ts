/** The number of bits of |value|; 0 for 0. */
export function bitLength(value: bigint): number {
  if (value === 0n) return 0;
  const hexadecimal = (value < 0n ? -value : value).toString(16);
  return 4 * (hexadecimal.length - 1) + (32 - Math.clz32(Number.parseInt(hexadecimal[0]!, 16)));
}
