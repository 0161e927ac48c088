/** What a tensor may be to an output layer. */
export type TensorRole = 'weights-candidate' | 'bias-candidate';

/** What is known of a tensor without reading its elements. */
export interface TensorInfo {
  /** The name that {@link readTensor} takes. */
  readonly name: string;
  readonly shape: readonly number[];
  /** The type of the elements in the file, such as `float32`, `bfloat16` or `uint8`. */
  readonly dtype: string;
  /** The bytes that the elements take in the file, unpacked. */
  readonly bytes: number;
  /** Left out for tensors that cannot be the weights (a matrix) or the bias (a vector) of an output layer. */
  readonly role?: TensorRole;
}

/** A tensor with its elements. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** The type of the elements in the file. */
  readonly dtype: string;
  /** The elements, exactly, the last index changing fastest. */
  readonly data: Float64Array;
}
