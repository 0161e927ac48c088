import { backend_util, type KernelFunc, slice_util, type TensorInfo, util } from '@tensorflow/tfjs-core';
import type { ReplacementKernel } from '../replacement.js';
import { entriesOf, makeTensor, type WasmBackend } from '../wasm-backend.js';

const shared = {
  reason: 'slow',
  fixes: 'every part that was taken of a tensor copied the whole tensor first',
  upstream: [],
} as const;

/** `Slice`, `SplitV` (`tf.split`) and `Unpack` (`tf.unstack`): each entry is copied once. */
export const sliceKernels: readonly ReplacementKernel[] = [
  {
    ...shared,
    kernelName: 'Slice',
    create: (_, previous) =>
      ofFloats('x', previous!.kernelFunc, (x, backend, attributes) => {
        const { begin, size } = attributes as { begin: number[]; size: number[] };
        const [start, shape] = slice_util.parseSliceParams(asTensor(x), begin, size);
        return part(backend, x, start, shape);
      }),
  },
  {
    ...shared,
    kernelName: 'SplitV',
    create: (_, previous) =>
      ofFloats('x', previous!.kernelFunc, (x, backend, attributes) => {
        const { numOrSizeSplits, axis } = attributes as { numOrSizeSplits: number | number[]; axis: number };
        const at = util.parseAxisParam(axis, x.shape)[0]!;
        return partsAlong(backend, x, at, backend_util.prepareSplitSize(asTensor(x), numOrSizeSplits, at));
      }),
  },
  {
    ...shared,
    kernelName: 'Unpack',
    create: (_, previous) =>
      ofFloats('value', previous!.kernelFunc, (value, backend, attributes) => {
        const at = util.parseAxisParam((attributes as { axis: number }).axis, value.shape)[0]!;
        const shape = value.shape.filter((_length, axis) => axis !== at);
        const ones = new Array<number>(value.shape[at]!).fill(1);
        return partsAlong(backend, value, at, ones).map((slice) => ({ ...slice, shape }));
      }),
  },
];

/** A kernel for float32, with what the backend had for everything else. */
function ofFloats(
  inputName: string,
  previous: KernelFunc,
  compute: (x: TensorInfo, backend: WasmBackend, attributes: unknown) => TensorInfo | TensorInfo[],
): KernelFunc {
  return (given) => {
    const x = given.inputs[inputName] as TensorInfo;
    return x.dtype === 'float32' ? compute(x, given.backend as WasmBackend, given.attrs) : previous(given);
  };
}

/** The functions of TensorFlow.js that look at a shape are typed to want a whole tensor. */
function asTensor(x: TensorInfo): Parameters<typeof slice_util.parseSliceParams>[0] {
  return x as Parameters<typeof slice_util.parseSliceParams>[0];
}

function partsAlong(
  backend: WasmBackend,
  x: TensorInfo,
  axis: number,
  lengths: readonly number[],
): TensorInfo[] {
  let start = 0;
  return lengths.map((length) => {
    const begin = x.shape.map((_, at) => (at === axis ? start : 0));
    start += length;
    return part(
      backend,
      x,
      begin,
      x.shape.map((whole, at) => (at === axis ? length : whole)),
    );
  });
}

/** The entries from `begin` on, `shape` many along each axis, run by run of what lies together. */
function part(
  backend: WasmBackend,
  x: TensorInfo,
  begin: readonly number[],
  shape: readonly number[],
): TensorInfo {
  const made = makeTensor(backend, shape);
  // After the tensor is made: its memory may have moved the heap.
  const [from, to] = [entriesOf(backend, x), entriesOf(backend, made)];
  if (to.length === 0) return made;
  const strides = [...util.computeStrides(x.shape), 1];
  // Axes behind this one are taken whole, so that it and they lie together.
  let split = x.shape.length - 1;
  while (split > 0 && shape[split] === x.shape[split]) split--;
  const runLength = shape.slice(split).reduce((product, length) => product * length, 1);
  const outer = shape.slice(0, split);
  const place = outer.map(() => 0);
  const first = begin.reduce((offset, start, axis) => offset + start * strides[axis]!, 0);
  for (let written = 0; written < to.length; written += runLength) {
    const offset = place.reduce((sum, index, axis) => sum + index * strides[axis]!, first);
    to.set(from.subarray(offset, offset + runLength), written);
    for (let axis = outer.length - 1; axis >= 0; axis--) {
      place[axis]!++;
      if (place[axis]! < outer[axis]!) break;
      place[axis] = 0;
    }
  }
  return made;
}
