import { productKernel } from '@sbn/heads';
import type { ProductActivation, TensorKernels } from '@sbn/kernels/tensor-kernels';
import { broadcast_util, getKernel, type KernelFunc, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { type ReplacementKernel, tfjsThread } from '../replacement.js';
import { addressOf, makeTensor, makeZeros, type WasmBackend } from '../wasm-backend.js';

const upstream = [tfjsThread('pull', 2532)];
const fixes =
  'XNNPACK packs the right operand once per tensor and goes on using the packed copy when the tensor is written in place, ' +
  'and is left out for transposed operands, which then cost about ten times as much';

/** `BatchMatMul`, `_FusedMatMul` and what our heads call: all four transposes, broadcast batches, bias and activation. */
export const matrixProductKernels: readonly ReplacementKernel[] = [
  'BatchMatMul',
  '_FusedMatMul',
  productKernel,
].map((kernelName) => ({
  kernelName,
  reason: kernelName === productKernel ? 'own' : 'wrong',
  fixes,
  upstream,
  create: (kernels) => matrixProductKernel(kernels),
}));

interface ProductArguments {
  readonly inputs: {
    readonly a: TensorInfo;
    readonly b: TensorInfo;
    readonly bias?: TensorInfo;
    readonly preluActivationWeights?: TensorInfo;
  };
  readonly backend: WasmBackend;
  readonly attrs: {
    readonly transposeA: boolean;
    readonly transposeB: boolean;
    readonly activation?: string;
    readonly leakyreluAlpha?: number;
  };
}

/** What the loop itself does at the end of a row. The others are the backend's own kernels on the result. */
const fusedActivations: readonly string[] = ['linear', 'relu', 'relu6', 'leakyrelu', 'sigmoid'];
const activationKernels: Readonly<Record<string, string>> = {
  relu: 'Relu',
  relu6: 'Relu6',
  leakyrelu: 'LeakyRelu',
  sigmoid: 'Sigmoid',
  elu: 'Elu',
  prelu: 'Prelu',
};

function matrixProductKernel(kernels: TensorKernels): KernelFunc {
  return (given) => {
    const { inputs, backend, attrs } = given as unknown as ProductArguments;
    const { a, b, bias, preluActivationWeights } = inputs;
    if (a.dtype !== 'float32' || b.dtype !== 'float32') {
      throw new TypeError(`matMul: the wasm backend multiplies float32 only, got ${a.dtype} and ${b.dtype}`);
    }
    const { transposeA, transposeB, activation = 'linear', leakyreluAlpha: slope = 0 } = attrs;
    const [rows, innerOfA] = matrixShape(a.shape, transposeA);
    const [inner, cols] = matrixShape(b.shape, transposeB);
    util.assert(
      innerOfA === inner,
      () =>
        `Error in matMul: inner shapes (${innerOfA}) and (${inner}) of Tensors with shapes ${a.shape} and ${b.shape} ` +
        `and transposeA=${transposeA} and transposeB=${transposeB} must match.`,
    );
    const outer = broadcast_util.assertAndGetBroadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
    const shape = [...outer, rows, cols];
    if (inner === 0 || util.sizeFromShape(shape) === 0) {
      return finish(makeZeros(backend, shape), backend, bias, activation, slope, preluActivationWeights);
    }

    const fusesBias =
      bias === undefined ||
      (bias.dtype === 'float32' && util.sizeFromShape(bias.shape) === cols && bias.shape.length === 1);
    const fusesActivation = fusesBias && fusedActivations.includes(activation);
    const out = makeTensor(backend, shape);
    kernels.multiply({
      a: addressOf(backend, a),
      b: addressOf(backend, b),
      c: addressOf(backend, out),
      rows,
      cols,
      inner,
      transposeA,
      transposeB,
      pairs: matrixPairs(a.shape.slice(0, -2), b.shape.slice(0, -2), outer),
      bias: fusesBias && bias !== undefined ? addressOf(backend, bias) : 0,
      activation: fusesActivation ? (activation as ProductActivation) : 'linear',
      slope,
    });
    return finish(
      out,
      backend,
      fusesBias ? undefined : bias,
      fusesActivation ? 'linear' : activation,
      slope,
      preluActivationWeights,
    );
  };
}

/** Rows and columns after the transposition. */
function matrixShape(shape: readonly number[], isTransposed: boolean): [number, number] {
  const [first, second] = shape.slice(-2) as [number, number];
  return isTransposed ? [second, first] : [first, second];
}

/** For each matrix of the result which of A and which of B it comes from. */
function matrixPairs(
  outerA: readonly number[],
  outerB: readonly number[],
  outer: readonly number[],
): (readonly [number, number])[] {
  const numberIn = (own: readonly number[], place: readonly number[]): number => {
    const skipped = outer.length - own.length;
    return own.reduce(
      (number, length, axis) => number * length + (length === 1 ? 0 : place[axis + skipped]!),
      0,
    );
  };
  const place = outer.map(() => 0);
  return Array.from({ length: util.sizeFromShape([...outer]) }, () => {
    const pair = [numberIn(outerA, place), numberIn(outerB, place)] as const;
    for (let axis = outer.length - 1; axis >= 0; axis--) {
      place[axis]!++;
      if (place[axis]! < outer[axis]!) break;
      place[axis] = 0;
    }
    return pair;
  });
}

/** Bias and activation by the backend's own kernels. */
function finish(
  product: TensorInfo,
  backend: WasmBackend,
  bias: TensorInfo | undefined,
  activation: string,
  slope: number,
  prelu: TensorInfo | undefined,
): TensorInfo {
  let result = product;
  const apply = (kernelName: string, inputs: Record<string, TensorInfo>, attrs: object): void => {
    const { kernelFunc } = getKernel(kernelName, 'wasm')!;
    const next = kernelFunc({ inputs, backend, attrs } as unknown as Parameters<KernelFunc>[0]) as TensorInfo;
    backend.disposeData(result.dataId);
    result = next;
  };
  if (bias !== undefined) apply('Add', { a: result, b: bias }, {});
  if (activation === 'linear') return result;
  const kernelName = activationKernels[activation];
  if (kernelName === undefined) throw new Error(`${activation} activation is none that _FusedMatMul knows.`);
  if (activation === 'prelu') apply(kernelName, { x: result, alpha: prelu! }, {});
  else apply(kernelName, { x: result }, { alpha: slope });
  return result;
}
