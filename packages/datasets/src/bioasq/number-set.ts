/** A set of small whole numbers: a bit for each number up to the largest, so that millions of articles fit into memory. */
export interface NumberSet {
  has(value: number): boolean;
  add(value: number): void;
  /** A text that {@link numberSet} makes the set from again. */
  encode(): string;
}

/** The set that `encode` gave, or an empty one. */
export function numberSet(encoded = ''): NumberSet {
  let bits = new Uint8Array(Buffer.from(encoded, 'base64'));
  return {
    has: (value) => ((bits[value >> 3] ?? 0) & (1 << (value & 7))) !== 0,
    add(value) {
      const byte = value >> 3;
      if (byte >= bits.length) {
        const larger = new Uint8Array(Math.max(1024, 2 * bits.length, byte + 1));
        larger.set(bits);
        bits = larger;
      }
      bits[byte]! |= 1 << (value & 7);
    },
    encode() {
      let used = bits.length;
      while (used > 0 && bits[used - 1] === 0) used--;
      return Buffer.from(bits.buffer, 0, used).toString('base64');
    },
  };
}
