/** Numbers that come one by one, kept in pieces: a list of any length grows without being copied. */
export interface TokenList {
  readonly length: number;
  push(token: number): void;
  /** How often each number in [0, numTypes) is in [start, end). */
  histogram(start: number, end: number, numTypes: number): Float64Array;
  /** The numbers in [start, end), each replaced by what the table has for it. */
  mapped(start: number, end: number, table: Int32Array): Int32Array;
}

const pieceLength = 2 ** 20;

/** Starts an empty list. */
export function createTokenList(): TokenList {
  const pieces: Uint32Array[] = [];
  let length = 0;
  /** The parts of pieces that lie in [start, end), in order. */
  function* ranges(start: number, end: number): Generator<Uint32Array> {
    for (let at = start; at < end; ) {
      const from = at % pieceLength;
      const to = Math.min(pieceLength, from + end - at);
      yield pieces[(at - from) / pieceLength]!.subarray(from, to);
      at += to - from;
    }
  }
  return {
    get length() {
      return length;
    },
    push(token) {
      const at = length % pieceLength;
      if (at === 0) pieces.push(new Uint32Array(pieceLength));
      pieces[pieces.length - 1]![at] = token;
      length++;
    },
    histogram(start, end, numTypes) {
      const counts = new Float64Array(numTypes);
      for (const range of ranges(start, end)) {
        for (let i = 0; i < range.length; i++) counts[range[i]!]!++;
      }
      return counts;
    },
    mapped(start, end, table) {
      const tokens = new Int32Array(end - start);
      let at = 0;
      for (const range of ranges(start, end)) {
        for (let i = 0; i < range.length; i++) tokens[at++] = table[range[i]!]!;
      }
      return tokens;
    },
  };
}
