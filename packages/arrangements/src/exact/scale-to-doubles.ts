import { bitLength } from './bit-length.js';
import { toDouble } from './to-double.js';

/** An integer vector as doubles, times a power of two that brings the largest entry to about 1; zero stays zero. */
export function scaleToDoubles(vector: readonly bigint[]): Float64Array {
  const longest = Math.max(0, ...vector.map(bitLength));
  return Float64Array.from(vector, (entry) => toDouble(entry, 1n, -longest));
}
