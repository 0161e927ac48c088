/** Vectors of some words of a vocabulary, as a file has them. */
export interface WordVectors {
  readonly dim: number;
  /** By word; words that the file does not have are left out. */
  readonly vectors: ReadonlyMap<string, Float32Array>;
  /** Vectors in the whole file. */
  readonly numVectors: number;
}
