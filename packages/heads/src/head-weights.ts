/** One parameter of a head on the host. */
export interface ParameterValues {
  readonly shape: readonly number[];
  /** Row-major, `shape` many. */
  readonly data: Float32Array;
}

/** All trained numbers of a head, by parameter name. */
export type HeadWeights = Readonly<Record<string, ParameterValues>>;
