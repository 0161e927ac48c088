import { createMatrix, type Matrix, transposeMatrix } from '@sbn/core';
import { formatShape, matrixShape, vectorLength } from './elements/shape.js';
import { failAt, quote } from './files/fail-at.js';
import { failUnknown } from './files/fail-unknown.js';
import { openTensorFile } from './files/open-tensor-file.js';
import { orientWeights } from './layer/orient-weights.js';
import type { StoredTensor, TensorFile } from './tensor-file.js';

/** Where an output layer is. */
export interface OutputLayerSource {
  /** The file or folder with the weights. */
  readonly weights: string;
  /** The name of the weights in it; may be left out where only one tensor can be the weights. */
  readonly tensor?: string | undefined;
  /**
   * The file with the bias; that of the weights when only `biasTensor` is given. `false` leaves out a bias that the file
   * itself ties to the weights.
   */
  readonly bias?: string | false | undefined;
  /** The name of the bias; may be left out where only one tensor of `bias` can be it. */
  readonly biasTensor?: string | undefined;
  /** How many labels there are, where that is known, as from their names. */
  readonly numLabels?: number | undefined;
  /** Whether the weights have one column per label; told by the file or by the shapes when left out. */
  readonly transpose?: boolean | undefined;
}

/** An output layer, as `@sbn/detect` takes it. */
export interface ReadOutputLayer {
  /** [numLabels, d] */
  readonly weights: Matrix;
  /** [numLabels] */
  readonly bias?: Float64Array;
  /** The name of the tensor that the weights come from. */
  readonly tensor: string;
  readonly biasTensor?: string;
  /** Whether the file has the weights as [d, numLabels]. */
  readonly transposed: boolean;
}

/**
 * Reads an output layer, scores = W x + b, out of a model file (see `listTensors` for the formats).
 *
 * Where the file ties a bias to the weights (a graph that adds it, a layer that has both, `x.weight` beside `x.bias`),
 * that bias is read too, unless another is given or `bias` is false: `biasTensor` of the result says so. Factors that a
 * graph applies to either (Gemm's alpha and beta) are multiplied in.
 *
 * Which side of the matrix counts the labels: what `transpose` says; else what the file itself says; else the side as
 * long as the bias, or as `numLabels`; else what the names say by PyTorch's and Keras' conventions.
 *
 * @throws InputError when the weights or the bias are not there, or several tensors could be them; when their shapes or
 *   `numLabels` do not fit together; when nothing says which side counts the labels; when a number is not finite
 */
export async function readOutputLayer(source: OutputLayerSource): Promise<ReadOutputLayer> {
  const { weights: weightsPath, numLabels } = source;
  if (numLabels !== undefined && (!Number.isInteger(numLabels) || numLabels < 1)) {
    throw new RangeError(`readOutputLayer: numLabels must be an integer >= 1, got ${numLabels}`);
  }
  if (source.bias === false && source.biasTensor !== undefined) {
    throw new RangeError('readOutputLayer: biasTensor names a bias, and bias: false asks for none');
  }
  const file = await openTensorFile(weightsPath);
  let biasFile = file;
  try {
    if (typeof source.bias === 'string' && source.bias !== weightsPath) {
      biasFile = await openTensorFile(source.bias);
    }
    const explicit =
      typeof source.bias === 'string' || source.biasTensor !== undefined
        ? chooseBias(biasFile, source, file)
        : undefined;
    const length = explicit === undefined ? numLabels : vectorLength(explicit.shape)!;
    if (explicit !== undefined && numLabels !== undefined && length !== numLabels) {
      failAt(
        { file: biasFile.file },
        'wrong-count',
        `The bias ${quote(explicit.name)} has ${length} numbers, and there are ${numLabels} labels.`,
        'Name the bias of this layer, or the names that belong to it.',
      );
    }
    const weights = chooseWeights(file, source, length);
    if (weights.unfit !== undefined) {
      failAt(
        { file: weightsPath },
        'unsupported',
        `The tensor ${quote(weights.name)} is not a layer's weights.`,
        weights.unfit,
      );
    }
    const { use } = weights;
    const tied =
      explicit === undefined && source.bias !== false && use?.bias !== undefined
        ? file.tensors.find(({ name }) => name === use.bias!.name)
        : undefined;
    const tiedLength = tied === undefined ? undefined : vectorLength(tied.shape);
    const transposed = orientWeights(weights, {
      file: weightsPath,
      transpose: source.transpose,
      numLabels: length,
      // A convention that the shapes speak against was none.
      tiedLength,
    });
    const shape = matrixShape(weights.shape)!;
    const stored = createMatrix(shape[0], shape[1], await weights.read());
    checkFinite(stored.data, weights, weightsPath);
    scale(stored.data, use?.scale ?? 1);
    const matrix = transposed ? transposeMatrix(stored) : stored;
    const bias = explicit ?? (tiedLength === matrix.rows ? tied : undefined);
    const result = { weights: matrix, tensor: weights.name, transposed };
    if (bias === undefined) return result;
    const data = await bias.read();
    checkFinite(data, bias, biasFile.file);
    const biasUse = biasFile === file && use?.bias?.name === bias.name ? use.bias : undefined;
    scale(data, biasUse?.scale ?? 1);
    return { ...result, bias: data, biasTensor: bias.name };
  } finally {
    if (biasFile !== file) await biasFile.close();
    await file.close();
  }
}

function chooseWeights(
  file: TensorFile,
  { tensor: name }: OutputLayerSource,
  numLabels: number | undefined,
): StoredTensor {
  const { tensors } = file;
  if (name !== undefined) {
    const found = tensors.find((tensor) => tensor.name === name);
    if (found === undefined)
      failUnknown(file.file, name, likely(tensors, 'weights-candidate'), 'weights', 'tensor (--tensor)');
    if (matrixShape(found.shape) === undefined) {
      failAt(
        { file: file.file },
        'wrong-count',
        `Expected a matrix as weights, got ${quote(name)} of shape ${formatShape(found.shape)}.`,
        'Name a tensor with two axes.',
      );
    }
    return found;
  }
  const marked = tensors.filter(({ role }) => role === 'weights-candidate');
  // Integers, or a single row, are weights only for want of anything better.
  const candidates = marked.length > 0 ? marked : tensors.filter((tensor) => isPlainMatrix(tensor));
  const fitting =
    numLabels === undefined || candidates.length < 2
      ? candidates
      : candidates.filter((tensor) => matrixShape(tensor.shape)!.includes(numLabels));
  if (fitting.length === 1) return fitting[0]!;
  return failUnknown(
    file.file,
    undefined,
    fitting.length === 0 ? candidates : fitting,
    'weights',
    'tensor (--tensor)',
  );
}

function isPlainMatrix({ shape, dtype, unfit }: StoredTensor): boolean {
  return unfit === undefined && dtype !== 'string' && matrixShape(shape) !== undefined && !shape.includes(0);
}

function chooseBias(biasFile: TensorFile, source: OutputLayerSource, weightsFile: TensorFile): StoredTensor {
  const { biasTensor: name, numLabels } = source;
  if (name !== undefined) {
    const found = biasFile.tensors.find((tensor) => tensor.name === name);
    if (found === undefined) {
      failUnknown(
        biasFile.file,
        name,
        likely(biasFile.tensors, 'bias-candidate'),
        'bias',
        'biasTensor (--bias)',
      );
    }
    if (vectorLength(found.shape) === undefined) {
      failAt(
        { file: biasFile.file },
        'wrong-count',
        `Expected a vector as bias, got ${quote(name)} of shape ${formatShape(found.shape)}.`,
        'Name a tensor with one axis.',
      );
    }
    return found;
  }
  const vectors = biasFile.tensors.filter((tensor) => vectorLength(tensor.shape) !== undefined);
  const marked = vectors.filter(({ role }) => role === 'bias-candidate');
  const candidates = marked.length > 0 ? marked : vectors;
  const sides = weightsSides(weightsFile, source);
  const fitting =
    candidates.length < 2
      ? candidates
      : candidates.filter(({ shape }) => {
          const length = vectorLength(shape)!;
          return numLabels === undefined ? (sides?.includes(length) ?? true) : length === numLabels;
        });
  if (fitting.length === 1) return fitting[0]!;
  return failUnknown(
    biasFile.file,
    undefined,
    fitting.length === 0 ? candidates : fitting,
    'bias',
    'biasTensor (--bias)',
  );
}

/** The sides of the weights that may count the labels, where the weights are named. */
function weightsSides(
  file: TensorFile,
  { tensor, transpose }: OutputLayerSource,
): readonly number[] | undefined {
  const found = file.tensors.find(({ name }) => name === tensor);
  const shape = found === undefined ? undefined : matrixShape(found.shape);
  if (shape === undefined) return undefined;
  const said = transpose === undefined ? undefined : transpose ? 1 : 0;
  const axis = said ?? (found?.use?.certain ? found.use.outputAxis : undefined);
  return axis === undefined ? shape : [shape[axis]];
}

/** The tensors of a role, or all where none has it. */
function likely(tensors: readonly StoredTensor[], role: StoredTensor['role']): readonly StoredTensor[] {
  const found = tensors.filter((tensor) => tensor.role === role);
  return found.length > 0 ? found : tensors;
}

function scale(data: Float64Array, factor: number): void {
  if (factor === 1) return;
  for (let i = 0; i < data.length; i++) data[i]! *= factor;
}

function checkFinite(data: Float64Array, { name, shape }: StoredTensor, file: string): void {
  const at = data.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  let rest = at;
  const index = [...shape]
    .reverse()
    .map((length) => {
      const position = rest % length;
      rest = Math.floor(rest / length);
      return position;
    })
    .reverse();
  failAt(
    { file },
    'not-finite',
    `Expected finite numbers in ${quote(name)}, got ${data[at]} at ${formatShape(index)}.`,
    'Did the training diverge? Use an earlier checkpoint.',
  );
}
