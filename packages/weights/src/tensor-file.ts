import type { TensorInfo } from './tensor.js';

/** What a file says of a matrix that it uses as the weights of a linear layer. */
export interface LinearUse {
  /** Which side of the matrix (see `matrixShape`) counts the outputs: 0 rows, 1 columns; left out where it is not said. */
  readonly outputAxis?: 0 | 1;
  /**
   * Whether the file itself says so (a graph, a documented layout), or only a convention of names does, which then
   * gives way to what the shapes say.
   */
  readonly certain: boolean;
  /** The layer multiplies the products with the weights by this number. */
  readonly scale: number;
  /** The tensor that the layer adds, and the number that it multiplies it by. */
  readonly bias?: { readonly name: string; readonly scale: number };
}

/** A tensor that can be read. */
export interface StoredTensor extends TensorInfo {
  readonly use?: LinearUse;
  /** Why the numbers are not those of a layer, where a file stores something else; a whole sentence. */
  readonly unfit?: string;
  /**
   * The elements, the last index changing fastest.
   *
   * @throws InputError when they cannot be read, or are not numbers that float64 holds exactly
   */
  readonly read: () => Promise<Float64Array>;
}

/** An open file (or folder) of tensors. */
export interface TensorFile {
  readonly file: string;
  /** In the order of the file. */
  readonly tensors: readonly StoredTensor[];
  close(): Promise<void>;
}
