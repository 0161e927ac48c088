import { backend_util, getKernel, type KernelFunc, type TensorInfo } from '@tensorflow/tfjs-core';
import { type ReplacementKernel, tfjsThread } from '../replacement.js';
import { sameEntries, type WasmBackend } from '../wasm-backend.js';
import { borrowedFrom } from './borrowed-kernels.js';

/** `Einsum` of two float32 tensors as one batched matrix product; everything else on the cpu backend. */
export const einsumKernel: ReplacementKernel = {
  kernelName: 'Einsum',
  reason: 'missing',
  fixes: 'attention layers that are written with einsum did not run',
  upstream: [tfjsThread('issues', 7439)],
  create: () => {
    const onCpu = borrowedFrom('Einsum');
    return (given) => {
      const tensors = Object.values(given.inputs) as TensorInfo[];
      const { equation } = given.attrs as unknown as { equation: string };
      const parts = tensors.length === 2 ? partsOf(equation, tensors) : undefined;
      return parts === undefined
        ? onCpu(given)
        : asProduct(tensors as [TensorInfo, TensorInfo], parts, given.backend as WasmBackend);
    };
  },
};

/** The indices of `ab…,cd…->…`, by what the product does with them. */
interface EinsumParts {
  readonly terms: readonly [readonly string[], readonly string[]];
  readonly result: readonly string[];
  /** In both terms and the result. */
  readonly batch: readonly string[];
  /** In one term and the result. */
  readonly rows: readonly string[];
  readonly cols: readonly string[];
  /** In both terms only. */
  readonly inner: readonly string[];
  readonly lengths: ReadonlyMap<string, number>;
}

/** undefined where it is no plain product: an index twice in a term, or in one term only. */
function partsOf(equation: string, tensors: readonly TensorInfo[]): EinsumParts | undefined {
  if (tensors.some(({ dtype }) => dtype !== 'float32')) return undefined;
  // Checks the equation and the lengths, and throws as on the other backends.
  const { summedDims, idDims } = backend_util.decodeEinsumEquation(equation, tensors.length);
  backend_util.checkEinsumDimSizes(summedDims.length + idDimsOfResult(equation), idDims, tensors as never);
  const [left, right] = equation.replaceAll(/\s/g, '').split('->') as [string, string];
  const [first, second] = left.split(',').map((term) => [...term]) as [string[], string[]];
  const result = [...right];
  if ([first, second, result].some((term) => new Set(term).size !== term.length)) return undefined;
  const inBoth = first.filter((index) => second.includes(index));
  const batch = inBoth.filter((index) => result.includes(index));
  const inner = inBoth.filter((index) => !result.includes(index));
  const rows = first.filter((index) => !second.includes(index));
  const cols = second.filter((index) => !first.includes(index));
  if ([...rows, ...cols].some((index) => !result.includes(index))) return undefined;
  const lengths = new Map<string, number>();
  [first, second].forEach((term, i) => {
    term.forEach((index, axis) => {
      lengths.set(index, tensors[i]!.shape[axis]!);
    });
  });
  return { terms: [first, second], result, batch, rows, cols, inner, lengths };
}

function idDimsOfResult(equation: string): number {
  return equation.replaceAll(/\s/g, '').split('->')[1]!.length;
}

/** C[batch, rows, cols] = A[batch, rows, inner] B[batch, inner, cols], in the order of the result. */
function asProduct(
  [a, b]: readonly [TensorInfo, TensorInfo],
  { terms, result, batch, rows, cols, inner, lengths }: EinsumParts,
  backend: WasmBackend,
): TensorInfo {
  const made: TensorInfo[] = [];
  const run = (kernelName: string, inputs: Record<string, TensorInfo>, attrs: object): TensorInfo => {
    const { kernelFunc } = getKernel(kernelName, 'wasm')!;
    const output = kernelFunc({
      inputs,
      attrs,
      backend,
    } as unknown as Parameters<KernelFunc>[0]) as TensorInfo;
    made.push(output);
    return output;
  };
  const shaped = (x: TensorInfo, shape: readonly number[]): TensorInfo => {
    const same = sameEntries(backend, x, shape);
    made.push(same);
    return same;
  };
  const sizeOf = (indices: readonly string[]): number =>
    indices.reduce((size, index) => size * lengths.get(index)!, 1);
  const ordered = (x: TensorInfo, from: readonly string[], to: readonly string[]): TensorInfo =>
    from.every((index, axis) => index === to[axis])
      ? x
      : run('Transpose', { x }, { perm: to.map((index) => from.indexOf(index)) });

  const [n, m, k, c] = [sizeOf(batch), sizeOf(rows), sizeOf(inner), sizeOf(cols)];
  const left = shaped(ordered(a, terms[0], [...batch, ...rows, ...inner]), [n, m, k]);
  const right = shaped(ordered(b, terms[1], [...batch, ...inner, ...cols]), [n, k, c]);
  const product = run('BatchMatMul', { a: left, b: right }, { transposeA: false, transposeB: false });
  const order = [...batch, ...rows, ...cols];
  const named = shaped(
    product,
    order.map((index) => lengths.get(index)!),
  );
  const output = ordered(named, order, result);
  for (const { dataId } of made) if (dataId !== output.dataId) backend.disposeData(dataId);
  // Of the output itself, every further tensor on the same entries.
  made
    .filter(({ dataId }) => dataId === output.dataId)
    .slice(1)
    .forEach(({ dataId }) => {
      backend.disposeData(dataId);
    });
  return { dataId: output.dataId, dtype: output.dtype, shape: result.map((index) => lengths.get(index)!) };
}
