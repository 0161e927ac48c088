/** A typed array that grows at its end. */
export interface GrowableArray<T extends Uint32Array | Float32Array> {
  readonly length: number;
  append(items: ArrayLike<number>): void;
  /** The items so far, in an array of exactly their number. */
  toArray(): T;
}

/** Starts an empty growable array; `create` makes its typed arrays. */
export function growableArray<T extends Uint32Array | Float32Array>(
  create: (length: number) => T,
): GrowableArray<T> {
  let items = create(1024);
  let length = 0;
  return {
    get length() {
      return length;
    },
    append(added) {
      if (length + added.length > items.length) {
        const grown = create(Math.max(2 * items.length, length + added.length));
        grown.set(items.subarray(0, length));
        items = grown;
      }
      items.set(added, length);
      length += added.length;
    },
    toArray: () => (length === items.length ? items : (items.slice(0, length) as T)),
  };
}
