/** The types of the tensors in a graph. */
export type ElementType = 'float32' | 'int32';

/** A tensor that flows through a graph, by its name, which no other has. */
export interface Value {
  readonly name: string;
  readonly type: ElementType;
}

/** A tensor that is the same in every run. */
export interface Constant extends Value {
  readonly shape: readonly number[];
  /** Row-major entries; made when they are asked for, and possibly anew each time. */
  readonly entries: () => Float32Array | Int32Array;
  /** Where the first columns are a trigonometric basis, which a writer may have the graph compute. */
  readonly basis?: TrigonometricColumns | undefined;
}

/** The first 2k + 1 columns of a matrix with a row per label. */
export interface TrigonometricColumns {
  readonly k: number;
  readonly numLabels: number;
  /** The place of each label on the cycle; its own number when left out. */
  readonly places?: readonly number[] | undefined;
  /** The columns behind the basis [numLabels, …], where there are some. */
  readonly rest?: Constant | undefined;
}
