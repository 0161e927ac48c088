import fc from 'fast-check';

/** Damage to a file: cut it off, overwrite, take out or put in a few bytes, or double a piece. */
export interface Damage {
  readonly kind: 'cut' | 'overwrite' | 'delete' | 'insert' | 'repeat';
  /** Where, as a share of the length. */
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** Arbitrary damage, with bytes that parsers care about more often than others. */
export function damages(): fc.Arbitrary<Damage[]> {
  const hostile = fc.constantFrom(
    ...'{},:%\'"\\@<>/&;?#[]()-+.eE0129 \t\n\r\0\u00ff'.split('').map((c) => c.charCodeAt(0)),
  );
  return fc.array(
    fc.record({
      kind: fc.constantFrom('cut', 'overwrite', 'delete', 'insert', 'repeat'),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      bytes: fc
        .array(fc.oneof(hostile, fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 })
        .map((bytes) => Uint8Array.from(bytes)),
    }) as fc.Arbitrary<Damage>,
    { minLength: 1, maxLength: 3 },
  );
}

/** Applies damage to a copy. */
export function damage(file: Uint8Array, list: readonly Damage[]): Uint8Array {
  let bytes = file;
  for (const { kind, at, bytes: piece } of list) {
    const position = Math.floor(at * bytes.length);
    const before = bytes.subarray(0, position);
    const after = bytes.subarray(position);
    const parts = {
      cut: [before],
      overwrite: [before, piece, after.subarray(piece.length)],
      delete: [before, after.subarray(piece.length)],
      insert: [before, piece, after],
      repeat: [before, after.subarray(0, 20), after],
    }[kind];
    bytes = new Uint8Array(Buffer.concat(parts));
  }
  return bytes;
}

/** Damage to a text; the result is text again. */
export function damageText(text: string, list: readonly Damage[]): string {
  return Buffer.from(damage(new TextEncoder().encode(text), list)).toString('utf8');
}
