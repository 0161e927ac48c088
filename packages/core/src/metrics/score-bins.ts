/**
 * A fixed cut of all numbers into 2^18 bins, fine near 0 and coarse far away, that needs no knowledge of the data.
 *
 * A float32 without its sign, read as an integer, counts the float32 numbers from 0 up to it. That count, negative for
 * negative numbers, is in the order of the numbers themselves. Its top bits are the bin: sign, exponent and nine bits
 * of the fraction, so a bin is at most 0.2% of its scores wide. 0 and all powers of two are edges.
 */
export const numScoreBins: number = 2 ** 18;

/** The first bin whose lower edge is finite. */
export const lowestEdgeBin: number = 513;

const shift = 14;
const zeroKey = 0x80000000;
const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** The bin of a score. For every bin b >= {@link lowestEdgeBin}: score > scoreBinEdge(b) exactly if its bin is >= b. */
export function scoreBin(score: number): number {
  float[0] = score;
  const pattern = bits[0]!;
  let key = pattern >= zeroKey ? zeroKey - (pattern - zeroKey) : zeroKey + pattern;
  // A float64 between two float32 counts as the upper one, or it would not pass an edge it is above.
  if (float[0]! < score) key++;
  return (key - 1) >>> shift;
}

/** The lower edge of a bin, exclusive, as a float32 number. */
export function scoreBinEdge(bin: number): number {
  const key = bin * 2 ** shift;
  bits[0] = key < zeroKey ? zeroKey + (zeroKey - key) : key - zeroKey;
  return float[0]!;
}
