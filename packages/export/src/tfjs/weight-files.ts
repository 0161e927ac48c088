/** The size of files that browsers keep in their caches, after TensorFlow's own converter. */
const largestFile = 4 * 1024 * 1024;

/** Puts all weights one after the other and cuts them into files of one size. */
export function joinWeights(
  parts: readonly Uint8Array[],
): readonly { readonly path: string; readonly data: Uint8Array }[] {
  const total = parts.reduce((sum, { length }) => sum + length, 0);
  const numFiles = Math.max(1, Math.ceil(total / largestFile));
  const files = Array.from({ length: numFiles }, (_, i) => ({
    path: `group1-shard${i + 1}of${numFiles}.bin`,
    data: new Uint8Array(Math.min(largestFile, total - i * largestFile)),
  }));
  let at = 0;
  for (const part of parts) {
    for (let from = 0; from < part.length; ) {
      const start = at % largestFile;
      const piece = part.subarray(from, from + largestFile - start);
      files[Math.floor(at / largestFile)]!.data.set(piece, start);
      from += piece.length;
      at += piece.length;
    }
  }
  return files;
}
