/**
 * The factors of inverted dropout: entry i is 0 with probability `rate`, else 1 / (1 − rate). Each entry is a pure
 * function of (seed, layer, step, i), with no stream to keep in step: a resumed run, another backend and another
 * engine all draw the same mask.
 *
 * @param options.length number of entries
 * @param options.rate in [0, 1)
 */
export function dropoutMask(options: {
  readonly length: number;
  readonly rate: number;
  readonly seed: number;
  readonly layer: number;
  readonly step: number;
}): Float32Array {
  const { length, rate } = options;
  const key = dropoutKey(options);
  const keep = 1 / (1 - rate);
  const threshold = rate * 0x1_0000_0000;
  const mask = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    // Weyl sequence (2^32 / golden ratio) through an integer finaliser: every counter gets an independent-looking word.
    const word = mix(key + Math.imul(i, 0x9e3779b9));
    mask[i] = word >>> 0 < threshold ? 0 : keep;
  }
  return mask;
}

/** What all entries of one mask have in common: a 32-bit number. */
export function dropoutKey(at: {
  readonly seed: number;
  readonly layer: number;
  readonly step: number;
}): number {
  return mix(mix(mix(at.seed | 0) ^ at.layer) ^ at.step);
}

/** The 32-bit finaliser of MurmurHash3: a bijection in which every input bit flips half of the output bits. */
function mix(word: number): number {
  let h = word | 0;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
