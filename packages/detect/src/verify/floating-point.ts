/** u = 2^-53: rounding to the nearest double changes a normal number by at most this fraction. */
export const unitRoundoff: number = 2 ** -53;

const bits = new DataView(new ArrayBuffer(8));

/**
 * The exponent e of a finite number other than 0: 2^e <= |value| < 2^(e+1). Exact, subnormal numbers included.
 */
export function exponentOf(value: number): number {
  bits.setFloat64(0, value);
  const biased = (bits.getUint32(0) >>> 20) & 0x7ff;
  return biased === 0 ? exponentOf(value * 2 ** 54) - 54 : biased - 1023;
}

/** 2^-1000, …, 2^1000: a table is several times as fast as raising to a power. */
const powersOfTwo = Float64Array.from({ length: 2001 }, (_, i) => 2 ** (i - 1000));

/** value · 2^exponent in at most three products, each of which is exact unless the result over- or underflows. */
export function timesPowerOfTwo(value: number, exponent: number): number {
  let result = value;
  let left = exponent;
  while (left > 1000) {
    result *= 2 ** 1000;
    left -= 1000;
  }
  while (left < -1000) {
    result *= 2 ** -1000;
    left += 1000;
  }
  return result * powersOfTwo[left + 1000]!;
}

/**
 * The Euclidean length of `count` numbers from `start` on, free of overflow and underflow in between. Relative error
 * below (count + 4) u, and where the length is below 2^-1022 an error of up to 2^-1075 instead, which may be a third of
 * it. Infinity only where the length itself is beyond the largest double.
 */
export function scaledNorm(values: ArrayLike<number>, start: number, count: number): number {
  let largest = 0;
  for (let j = 0; j < count; j++) {
    const size = Math.abs(values[start + j]!);
    if (size > largest) largest = size;
  }
  if (largest === 0) return 0;
  const exponent = exponentOf(largest);
  // Entries below 2^-500 of the largest add nothing that the rounding does not already blur.
  let sum = 0;
  for (let j = 0; j < count; j++) {
    const scaled = timesPowerOfTwo(values[start + j]!, -exponent);
    sum += scaled * scaled;
  }
  return timesPowerOfTwo(Math.sqrt(sum), exponent);
}
