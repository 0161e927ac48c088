import type { structs } from '../generated/tensor-kernels-structs.js';
import {
  type ClassLossGradientTask,
  type ClassLossTask,
  classLoss,
  classLossGradient,
  type ScoreGradient,
} from './class-loss.js';
import {
  type ConvolutionFilterGradientTask,
  type ConvolutionInputGradientTask,
  type ConvolveTask,
  convolutionFilterGradient,
  convolutionInputGradient,
  convolve,
} from './convolution.js';
import { createKernelCaller } from './kernel-caller.js';
import { type LstmGradientTask, type LstmTask, lstm, lstmGradient } from './lstm.js';
import { productTiles } from './product-tiles.js';
import type { TensorRuntime } from './tensor-runtime.js';
import {
  type TextConvolutionGradientTask,
  type TextConvolutionTask,
  textConvolution,
  textConvolutionGradient,
} from './text-convolution.js';

/** Functions of a row that a product can end with. */
export type ProductActivation = 'linear' | 'relu' | 'relu6' | 'leakyrelu' | 'sigmoid';

/** C = activation(op(A) op(B) + bias), all row-major float32, for one or many pairs of matrices. */
export interface ProductTask {
  /** Addresses of the first matrices: A [rows, inner], or [inner, rows] when transposed; B alike; C [rows, cols]. */
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly rows: number;
  readonly cols: number;
  readonly inner: number;
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
  /** For each pair which matrix of A and which of B it has; the results lie one after the other. Default: 0 and 0. */
  readonly pairs?: readonly (readonly [a: number, b: number])[];
  /** Address of float32 [cols]. */
  readonly bias?: number;
  readonly activation?: ProductActivation;
  /** Of `leakyrelu`. */
  readonly slope?: number;
  /** Adds to what C holds; without bias and activation. */
  readonly accumulate?: boolean;
}

/** m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²; w ← keep·w − rate·m / (√(v·secondScale) + ε), with g scaled. */
export interface AdamTask {
  /** Addresses of float32 [length]: w, m, v and g. */
  readonly values: number;
  readonly first: number;
  readonly second: number;
  readonly gradient: number;
  readonly length: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly rate: number;
  readonly secondScale: number;
  readonly keep: number;
  /** Multiplies the gradient. */
  readonly gradientScale: number;
}

/** Sigmoid cross entropy of logits [rows, cols], summed with weights, and its gradient. */
export interface CrossEntropyTask {
  readonly logits: number;
  /** Address of float32 [rows, cols], which is overwritten. */
  readonly gradient: number;
  readonly rows: number;
  readonly cols: number;
  /**
   * A target for every entry, float32 [rows, cols], where y counts as scale·y + shift; or two targets, and the increasing
   * numbers of the active entries.
   */
  readonly targets:
    | { readonly all: number; readonly scale: number; readonly shift: number }
    | { readonly inactive: number; readonly active: number; readonly positions: Int32Array };
  readonly rowWeights?: Float32Array | undefined;
  readonly colWeights?: Float32Array | undefined;
  /** Multiplies what comes out. */
  readonly scale: number;
}

/** Addresses and sizes of a depthwise convolution: see `DepthwiseConvolution` in assembly/tensor-kernels/structs.ts. */
export type DepthwiseTask = Readonly<Record<keyof (typeof structs)['DepthwiseConvolution'], number>>;

/** Sums of rows by segment: see `SegmentSum` in assembly/tensor-kernels/structs.ts. */
export type SegmentSumTask = Readonly<Record<keyof (typeof structs)['SegmentSum'], number>>;

/** Max pooling and its gradient: see `MaxPool` in assembly/tensor-kernels/structs.ts. */
export type MaxPoolTask = Readonly<Record<keyof (typeof structs)['MaxPool'], number>>;

/** Kernels on arrays that lie in one WebAssembly memory. Addresses are not checked. */
export interface TensorKernels {
  multiply(task: ProductTask): void;
  adam(task: AdamTask): void;
  /** @returns the sum */
  sigmoidCrossEntropy(task: CrossEntropyTask): number;
  classLoss(task: ClassLossTask): void;
  classLossGradient(task: ClassLossGradientTask): ScoreGradient;
  lstm(task: LstmTask): void;
  lstmGradient(task: LstmGradientTask): void;
  textConvolution(task: TextConvolutionTask): void;
  textConvolutionGradient(task: TextConvolutionGradientTask): void;
  /** Adds to `sums`. */
  segmentSum(task: SegmentSumTask): void;
  convolve(task: ConvolveTask): void;
  convolutionInputGradient(task: ConvolutionInputGradientTask): void;
  convolutionFilterGradient(task: ConvolutionFilterGradientTask): void;
  /** Adds to `filter` and `input`. */
  depthwiseFilterGradient(task: DepthwiseTask): void;
  depthwiseInputGradient(task: DepthwiseTask): void;
  /** Of pictures: all depths are 1. Overwrites `output`. */
  maxPool(task: MaxPoolTask): void;
  /** Adds to `inputGradient`, which is zeros before. */
  maxPoolGradient(task: MaxPoolTask): void;
  /** Gives back what the kernels hold of the memory. */
  dispose(): void;
}

const activationCodes = { linear: 0, relu: 1, relu6: 2, leakyrelu: 3, sigmoid: 4 } as const;

/** `panelBytes` of assembly/tensor-kernels/matrix-product.ts. */
const panelBytes = 16384;
/** `chunkLength` of assembly/tensor-kernels/adam.ts. */
const adamChunk = 16384;
/** `colsPerChunk` of assembly/tensor-kernels/segment-sum.ts. */
const segmentCols = 64;
const crossEntropyChunk = 8192;

/** The kernels of `tensorKernelsModule`, called by address. */
export function createTensorKernels(runtime: TensorRuntime): TensorKernels {
  const caller = createKernelCaller(runtime);
  const { memory, run, write, withAreas } = caller;
  const panels = runtime.allocate(panelBytes * runtime.threads);

  const multiply = (task: ProductTask): void => {
    const { a, b, c, rows, cols, inner, transposeA = false, transposeB = false, pairs = [[0, 0]] } = task;
    const { bias = 0, activation = 'linear', slope = 0, accumulate = false } = task;
    const numPairs = pairs.length;
    const tiles = productTiles({ rows, cols, inner, numPairs, transposeA, threads: runtime.threads });
    const { splits, rowTiles, colTiles } = tiles;
    const partialBytes = splits === 1 ? 0 : 4 * splits * numPairs * rows * cols;
    withAreas([partialBytes, 8 * numPairs], ([partial, offsetsAt]) => {
      const offsets = new Uint32Array(memory.buffer, offsetsAt!, 2 * numPairs);
      pairs.forEach(([i, j], pair) => {
        offsets[2 * pair] = 4 * i * rows * inner;
        offsets[2 * pair + 1] = 4 * j * inner * cols;
      });
      const params = write('MatrixProduct', {
        a,
        b,
        c,
        aRowBytes: transposeA ? 4 : 4 * inner,
        aColBytes: transposeA ? 4 * rows : 4,
        bRowBytes: transposeB ? 4 : 4 * cols,
        bColBytes: transposeB ? 4 * inner : 4,
        rows,
        cols,
        inner,
        tileRows: tiles.tileRows,
        tileCols: tiles.tileCols,
        panelLength: tiles.panelLength,
        splits,
        splitLength: tiles.splitLength,
        numPairs,
        offsets: offsets.byteOffset,
        panels,
        partial: partial!,
        bias,
        activation: activationCodes[activation],
        slope,
        accumulates: accumulate ? 1 : 0,
      });
      run('multiply', params, rowTiles * colTiles * numPairs * splits);
      if (splits > 1) run('addSplits', params, rowTiles * numPairs);
    });
  };

  const adam = (task: AdamTask): void => {
    const { beta1, beta2, rate, ...rest } = task;
    const gains = { gain1: 1 - beta1, gain2: 1 - beta2 };
    const params = write('AdamUpdate', { ...rest, ...gains, beta1, beta2, firstScale: rate });
    run('adam', params, Math.ceil(task.length / adamChunk));
  };

  const sigmoidCrossEntropy = (task: CrossEntropyTask): number => {
    const { logits, gradient, rows, cols, targets, rowWeights, colWeights, scale } = task;
    const { all, ...smoothing } = 'all' in targets ? targets : { all: 0, scale: 1, shift: 0 };
    const sparse = 'all' in targets ? { inactive: 0, active: 0, positions: new Int32Array(0) } : targets;
    const rowsPerChunk = Math.max(1, Math.floor(crossEntropyChunk / cols));
    const numChunks = Math.ceil(rows / rowsPerChunk);
    const arrays = [sparse.positions, rowWeights, colWeights];
    const bytes = [8 * numChunks, ...arrays.map((values) => 4 * (values?.length ?? 0))];
    return withAreas(bytes, ([sums, ...areas]) => {
      arrays.forEach((values, i) => {
        if (values === undefined) return;
        const Values = values instanceof Float32Array ? Float32Array : Int32Array;
        new Values(memory.buffer, areas[i]!, values.length).set(values);
      });
      const [positions, rowWeightsAt, colWeightsAt] = areas as [number, number, number];
      const params = write('SigmoidCrossEntropy', {
        logits,
        gradient,
        rows,
        cols,
        targets: all,
        targetScale: smoothing.scale,
        targetShift: smoothing.shift,
        inactive: sparse.inactive,
        active: sparse.active,
        positions,
        numPositions: sparse.positions.length,
        rowWeights: rowWeightsAt,
        colWeights: colWeightsAt,
        scale,
        sums: sums!,
        rowsPerChunk,
      });
      run('sigmoidCrossEntropy', params, numChunks);
      return scale * new Float64Array(memory.buffer, sums!, numChunks).reduce((sum, x) => sum + x, 0);
    });
  };

  return {
    multiply,
    adam,
    sigmoidCrossEntropy,
    classLoss: (task) => classLoss(caller, task),
    classLossGradient: (task) => classLossGradient(caller, task),
    lstm: (task) => lstm(caller, task),
    lstmGradient: (task) => lstmGradient(caller, task),
    textConvolution: (task) => textConvolution(caller, task),
    textConvolutionGradient: (task) => textConvolutionGradient(caller, task),
    segmentSum: (task) => run('segmentSum', write('SegmentSum', task), Math.ceil(task.cols / segmentCols)),
    convolve: (task) => convolve(caller, task),
    convolutionInputGradient: (task) => convolutionInputGradient(caller, task),
    convolutionFilterGradient: (task) => convolutionFilterGradient(caller, task),
    depthwiseFilterGradient: (task) =>
      run(
        'depthwiseFilterGradient',
        write('DepthwiseConvolution', task),
        task.filterHeight * task.filterWidth,
      ),
    depthwiseInputGradient: (task) =>
      run('depthwiseInputGradient', write('DepthwiseConvolution', task), task.images * task.inHeight),
    maxPool: (task) => run('maxPool', write('MaxPool', task), task.images * task.outHeight),
    maxPoolGradient: (task) => {
      const phase = hasSeparateWindows(task) ? 'separateMaxPoolGradient' : 'maxPoolGradient';
      run(phase, write('MaxPool', task), task.images);
    },
    dispose: () => {
      caller.dispose();
      runtime.free(panels);
    },
  };
}

/** Whether no two windows of a pooling of pictures have an entry in common. */
function hasSeparateWindows(task: MaxPoolTask): boolean {
  return (
    task.inDepth === 1 &&
    task.filterDepth === 1 &&
    task.dilationHeight === 1 &&
    task.dilationWidth === 1 &&
    task.strideHeight >= task.filterHeight &&
    task.strideWidth >= task.filterWidth
  );
}
