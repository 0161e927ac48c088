import {
  add,
  argMax,
  concat,
  engine,
  expandDims,
  gather,
  matMul,
  max,
  mul,
  type NamedAttrMap,
  type NamedTensorMap,
  pad,
  range,
  reshape,
  scatterND,
  slice,
  stack,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tidy,
  transpose,
} from '@tensorflow/tfjs-core';
import {
  type GradientBy,
  hasTextConvolutionKernel,
  type LargestWindows,
  type TextAttributes,
  type TextConvolutionGradientInputs,
  type TextConvolutionInputs,
  textConvolutionGradientKernel,
  textConvolutionKernel,
} from './text-convolution-kernel.js';

/** The largest products the way that is fast on the current backend: see `textConvolutionKernel`. Records no gradient. */
export function largestWindows(inputs: TextConvolutionInputs, attributes: TextAttributes): LargestWindows {
  if (!hasTextConvolutionKernel()) return textByText(inputs, attributes);
  const [maxima, positions] = run<[Tensor2D, Tensor2D]>(textConvolutionKernel, inputs, attributes);
  return { maxima, positions };
}

/** Their gradient: see `textConvolutionGradientKernel`. */
export function largestWindowsGradient(
  inputs: TextConvolutionGradientInputs,
  attributes: TextAttributes,
  by: GradientBy,
): Tensor2D {
  if (hasTextConvolutionKernel()) return run(textConvolutionGradientKernel, inputs, { ...attributes, by });
  return by === 'x' ? inputGradient(inputs, attributes) : filterGradient(inputs, attributes);
}

function run<T>(kernelName: string, inputs: TextConvolutionInputs, attributes: object): T {
  return engine().runKernel(
    kernelName,
    { ...inputs } as unknown as NamedTensorMap,
    { ...attributes } as unknown as NamedAttrMap,
  ) as T;
}

/** At any time the products of one text alone are in memory. */
function textByText({ x, filter }: TextConvolutionInputs, attributes: TextAttributes): LargestWindows {
  const { width, padding } = attributes;
  return tidy(() => {
    const weights = transpose(filter);
    const found = textsOf(x, attributes).map((text) =>
      tidy(() => {
        const padded = paddedText(text, padding);
        const numWindows = padded.shape[0] - width + 1;
        const windows = Array.from({ length: width }, (_, k) => slice(padded, [k, 0], [numWindows, -1]));
        const products = matMul(concat<Tensor2D>(windows, 1), weights);
        return [max<Tensor1D>(products, 0), argMax<Tensor1D>(products, 0)] as [Tensor1D, Tensor1D];
      }),
    );
    return {
      maxima: stack(found.map(([maxima]) => maxima)) as Tensor2D,
      positions: stack(found.map(([, positions]) => positions)) as Tensor2D,
    };
  });
}

function inputGradient(
  { x, filter, positions, dy }: TextConvolutionGradientInputs,
  attributes: TextAttributes,
): Tensor2D {
  const { offsets, width, padding } = attributes;
  const [filters] = filter.shape;
  const dim = x.shape[1];
  return tidy(() => {
    const texts = Array.from({ length: offsets.length - 1 }, (_, text) =>
      tidy(() => {
        const numTokens = offsets[text + 1]! - offsets[text]!;
        const scaled = mul(filter, reshape(slice(dy, [text, 0], [1, filters]), [filters, 1]));
        const rows = expandDims(windowRows(positions, text, width), 1);
        const summed = scatterND(rows as Tensor2D, reshape(scaled, [filters * width, dim]), [
          numTokens + 2 * padding,
          dim,
        ]);
        return slice(summed as Tensor2D, [padding, 0], [numTokens, dim]);
      }),
    );
    return concat(texts, 0);
  });
}

function filterGradient(
  { x, filter, positions, dy }: TextConvolutionGradientInputs,
  attributes: TextAttributes,
): Tensor2D {
  const { width, padding } = attributes;
  const [filters, length] = filter.shape;
  return textsOf(x, attributes).reduce<Tensor2D | undefined>((sum, text, i) => {
    const next = tidy(() => {
      const windows = gather(paddedText(text, padding), windowRows(positions, i, width));
      const slopes = reshape(slice(dy, [i, 0], [1, filters]), [filters, 1]);
      const own = mul<Tensor2D>(reshape(windows, [filters, length]), slopes);
      return sum === undefined ? own : add<Tensor2D>(sum, own);
    });
    sum?.dispose();
    text.dispose();
    return next;
  }, undefined)!;
}

/** The texts [tokens, dim], one tensor for each. */
function textsOf(x: Tensor2D, { offsets }: TextAttributes): Tensor2D[] {
  return Array.from({ length: offsets.length - 1 }, (_, text) =>
    slice(x, [offsets[text]!, 0], [offsets[text + 1]! - offsets[text]!, -1]),
  );
}

function paddedText(text: Tensor2D, padding: number): Tensor2D {
  return padding === 0
    ? text
    : pad<Tensor2D>(text, [
        [padding, padding],
        [0, 0],
      ]);
}

/** The rows of a padded text that are in the windows of one text, filter by filter: int32 [filters * width]. */
function windowRows(positions: Tensor2D, text: number, width: number): Tensor1D {
  const filters = positions.shape[1];
  const first: Tensor = reshape(slice(positions, [text, 0], [1, filters]), [filters, 1]);
  return reshape(add(first, range(0, width, 1, 'int32')), [filters * width]);
}
