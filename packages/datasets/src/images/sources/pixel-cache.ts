/** Decoded pictures that are kept. */
export interface PixelCache {
  /** A view of the bytes of a picture; undefined when it is not kept. */
  get(picture: number): Uint8Array | undefined;
  /** Copies a picture into the cache, if there is room and it is not there yet. */
  keep(picture: number, pixels: Uint8Array): void;
}

/** Bytes that are taken from the system at a time. */
const blockBytes = 2 ** 24;

/**
 * A cache of so many bytes. What is in it stays: every epoch goes through all pictures, so whatever made room for a newer
 * picture would throw out one that is needed just as soon.
 *
 * @param size bytes of a picture
 */
export function pixelCache(numPictures: number, size: number, cacheBytes: number): PixelCache {
  const capacity = Math.min(numPictures, Math.floor(cacheBytes / size));
  const perBlock = Math.max(1, Math.min(capacity, Math.floor(blockBytes / size)));
  const blocks: Uint8Array[] = [];
  const slots = new Int32Array(numPictures).fill(-1);
  let numKept = 0;
  const viewOf = (slot: number): Uint8Array => {
    const at = (slot % perBlock) * size;
    return blocks[Math.floor(slot / perBlock)]!.subarray(at, at + size);
  };
  return {
    get: (picture) => (slots[picture]! < 0 ? undefined : viewOf(slots[picture]!)),
    keep(picture, pixels) {
      if (numKept === capacity || slots[picture]! >= 0) return;
      if (numKept % perBlock === 0) {
        blocks.push(new Uint8Array(Math.min(perBlock, capacity - numKept) * size));
      }
      slots[picture] = numKept++;
      viewOf(slots[picture]!).set(pixels);
    },
  };
}
