/** The bytes of all pictures of a data set, each `[height, width, channels]`, wherever they are. */
export interface PictureStore {
  /**
   * Gives the bytes of chosen pictures in the order given. A view given is good until the next one is asked for.
   *
   * @throws InputError when a picture cannot be read; the signal's reason when it aborts
   */
  read(
    pictures: ArrayLike<number>,
    signal: AbortSignal | undefined,
  ): AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** Pictures in memory, one after the other. */
export function memoryPictures(bytes: Uint8Array, size: number): PictureStore {
  return {
    *read(pictures, signal) {
      for (let i = 0; i < pictures.length; i++) {
        signal?.throwIfAborted();
        yield bytes.subarray(pictures[i]! * size, (pictures[i]! + 1) * size);
      }
    },
  };
}
