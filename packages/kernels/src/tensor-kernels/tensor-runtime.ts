/** The phases of the module of `tensorKernelsModule`. */
export type TensorPhase =
  | 'adam'
  | 'addFilterGradients'
  | 'addHistograms'
  | 'addSplits'
  | 'classLossFactors'
  | 'classLossGradient'
  | 'classLossSums'
  | 'classLossValues'
  | 'convolve'
  | 'depthwiseFilterGradient'
  | 'depthwiseInputGradient'
  | 'filterGradient'
  | 'lstmBegin'
  | 'lstmGradientBegin'
  | 'lstmGradientStep'
  | 'lstmStep'
  | 'maxPool'
  | 'maxPoolGradient'
  | 'multiply'
  | 'packFilter'
  | 'packTextFilter'
  | 'piecesGradient'
  | 'piecesOfChunk'
  | 'raisePieces'
  | 'segmentSum'
  | 'separateMaxPoolGradient'
  | 'sigmoidCrossEntropy'
  | 'textConvolution'
  | 'textFilterGradient'
  | 'textInputGradient';

/** Where tensors live and who computes on them. Addresses are in bytes. */
export interface TensorRuntime {
  /** Its buffer is asked for anew at each use: memories grow. */
  readonly memory: WebAssembly.Memory;
  /** Chunks are called with thread numbers below this. */
  readonly threads: number;
  /** Calls a phase for every chunk from 0 to `numChunks` − 1 and returns when all are done. */
  run(phase: TensorPhase, params: number, numChunks: number): void;
  /** Gives out memory, as `malloc` does. */
  allocate(bytes: number): number;
  free(address: number): void;
}
