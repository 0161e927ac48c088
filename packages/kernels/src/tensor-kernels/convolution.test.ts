import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTensorKernels, sequence } from '../testing/open-tensor-kernels.js';
import type { ConvolutionSizes } from './convolution.js';

/** Sizes with all that TensorFlow.js can ask for: strides, dilations and paddings of any kind. */
const sizes: fc.Arbitrary<ConvolutionSizes> = fc
  .record({
    images: fc.integer({ min: 1, max: 19 }),
    inHeight: fc.integer({ min: 1, max: 9 }),
    inWidth: fc.integer({ min: 1, max: 9 }),
    inChannels: fc.integer({ min: 1, max: 6 }),
    outChannels: fc.integer({ min: 1, max: 18 }),
    filterHeight: fc.integer({ min: 1, max: 3 }),
    filterWidth: fc.integer({ min: 1, max: 3 }),
    strideHeight: fc.integer({ min: 1, max: 3 }),
    strideWidth: fc.integer({ min: 1, max: 3 }),
    dilationHeight: fc.integer({ min: 1, max: 2 }),
    dilationWidth: fc.integer({ min: 1, max: 2 }),
    padTop: fc.integer({ min: 0, max: 3 }),
    padLeft: fc.integer({ min: 0, max: 3 }),
    padBottom: fc.integer({ min: 0, max: 3 }),
    padRight: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ padBottom, padRight, ...rest }) => ({
    ...rest,
    outHeight: places(
      rest.inHeight + rest.padTop + padBottom,
      rest.filterHeight,
      rest.dilationHeight,
      rest.strideHeight,
    ),
    outWidth: places(
      rest.inWidth + rest.padLeft + padRight,
      rest.filterWidth,
      rest.dilationWidth,
      rest.strideWidth,
    ),
  }))
  .filter(({ outHeight, outWidth }) => outHeight > 0 && outWidth > 0);

function places(size: number, filter: number, dilation: number, stride: number): number {
  return Math.floor((size - (filter - 1) * dilation - 1) / stride) + 1;
}

const inputSize = (s: ConvolutionSizes): number => s.images * s.inHeight * s.inWidth * s.inChannels;
const outputSize = (s: ConvolutionSizes): number => s.images * s.outHeight * s.outWidth * s.outChannels;
const filterSize = (s: ConvolutionSizes): number =>
  s.filterHeight * s.filterWidth * s.inChannels * s.outChannels;

/** Calls `visit` with the places of the three factors of every product that a convolution has. */
function everyProduct(
  s: ConvolutionSizes,
  visit: (input: number, filter: number, output: number) => void,
): void {
  for (let output = 0; output < outputSize(s); output++) {
    const channel = output % s.outChannels;
    const place = Math.floor(output / s.outChannels);
    const col = place % s.outWidth;
    const row = Math.floor(place / s.outWidth) % s.outHeight;
    const image = Math.floor(place / s.outWidth / s.outHeight);
    for (let i = 0; i < s.filterHeight; i++) {
      for (let j = 0; j < s.filterWidth; j++) {
        const r = row * s.strideHeight + i * s.dilationHeight - s.padTop;
        const c = col * s.strideWidth + j * s.dilationWidth - s.padLeft;
        if (r < 0 || r >= s.inHeight || c < 0 || c >= s.inWidth) continue;
        for (let k = 0; k < s.inChannels; k++) {
          const input = ((image * s.inHeight + r) * s.inWidth + c) * s.inChannels + k;
          visit(input, ((i * s.filterWidth + j) * s.inChannels + k) * s.outChannels + channel, output);
        }
      }
    }
  }
}

function expectClose(got: Float32Array, expected: Float64Array): void {
  let worst = 0;
  got.forEach((value, i) => {
    const error = Math.abs(value - expected[i]!) / (1 + Math.abs(expected[i]!));
    if (!(error <= worst)) worst = error;
  });
  expect(worst).toBeLessThan(2e-5);
}

/** The same call with the chunks in both orders, which must give the same bits. */
function inBothOrders(compute: (open: ReturnType<typeof openTensorKernels>) => Float32Array): Float32Array {
  const results = (['forwards', 'backwards'] as const).map((order) => compute(openTensorKernels(order)));
  expect(results[1]).toEqual(results[0]);
  return results[0]!;
}

/** A filter that sees nothing but zeros before the first column. */
const onlyZeros: ConvolutionSizes = {
  images: 1,
  inHeight: 1,
  inWidth: 1,
  inChannels: 1,
  outHeight: 1,
  outWidth: 1,
  outChannels: 1,
  filterHeight: 1,
  filterWidth: 2,
  strideHeight: 1,
  strideWidth: 3,
  dilationHeight: 1,
  dilationWidth: 1,
  padTop: 0,
  padLeft: 3,
};

describe('a convolution', () => {
  it('is its definition, with bias and relu', () => {
    fc.assert(
      fc.property(sizes, fc.boolean(), (s, hasEnd) => {
        const [input, filter, bias] = [
          sequence(inputSize(s), 1),
          sequence(filterSize(s), 2),
          sequence(s.outChannels, 3),
        ];
        const got = inBothOrders(({ kernels, place, read }) => {
          // What is not written would stay.
          const output = place(new Float32Array(outputSize(s)).fill(99));
          const end = hasEnd ? ({ bias: place(bias), activation: 'relu' } as const) : {};
          kernels.convolve({ ...s, ...end, input: place(input), filter: place(filter), output });
          return read(output, outputSize(s));
        });
        const expected = new Float64Array(outputSize(s));
        everyProduct(s, (i, f, o) => {
          expected[o]! += input[i]! * filter[f]!;
        });
        expectClose(
          got,
          hasEnd ? expected.map((x, o) => Math.max(0, x + bias[o % s.outChannels]!)) : expected,
        );
      }),
      { numRuns: 60, examples: [[onlyZeros, false]] },
    );
  });

  it.each([false, true])('has the gradients of its definition, behind a relu: %s', (isRectified) => {
    fc.assert(
      fc.property(sizes, (s) => {
        const [input, filter, slopes] = [
          sequence(inputSize(s), 1),
          sequence(filterSize(s), 2),
          sequence(outputSize(s), 3),
        ];
        const output = sequence(outputSize(s), 4);
        const counted = slopes.map((x, o) => (isRectified && !(output[o]! > 0) ? 0 : x));
        const expected = {
          input: new Float64Array(input.length),
          filter: new Float64Array(filter.length),
          bias: new Float64Array(s.outChannels),
        };
        counted.forEach((x, o) => {
          expected.bias[o % s.outChannels]! += x;
        });
        everyProduct(s, (i, f, o) => {
          expected.input[i]! += filter[f]! * counted[o]!;
          expected.filter[f]! += input[i]! * counted[o]!;
        });
        const shared = ({ place }: ReturnType<typeof openTensorKernels>) => ({
          ...s,
          slopes: place(slopes),
          rectified: isRectified ? place(output) : undefined,
        });
        const byInput = inBothOrders((open) => {
          const inputGradient = open.place(new Float32Array(input.length).fill(99));
          open.kernels.convolutionInputGradient({
            ...shared(open),
            filter: open.place(filter),
            inputGradient,
          });
          return open.read(inputGradient, input.length);
        });
        expectClose(byInput, expected.input);
        const byParameters = inBothOrders((open) => {
          const filterGradient = open.place(new Float32Array(filter.length).fill(99));
          const biasGradient = open.place(new Float32Array(s.outChannels).fill(99));
          open.kernels.convolutionFilterGradient({
            ...shared(open),
            input: open.place(input),
            filterGradient,
            biasGradient,
          });
          return Float32Array.from([
            ...open.read(filterGradient, filter.length),
            ...open.read(biasGradient, s.outChannels),
          ]);
        });
        expectClose(byParameters, Float64Array.from([...expected.filter, ...expected.bias]));
      }),
      { numRuns: 60, examples: [[onlyZeros]] },
    );
  });

  it('of maps that are cut into strips is their convolution', () => {
    const s: ConvolutionSizes = {
      ...{ images: 2, inHeight: 150, inWidth: 130, inChannels: 9 },
      ...{ outHeight: 150, outWidth: 130, outChannels: 2 },
      ...{ filterHeight: 3, filterWidth: 3, strideHeight: 1, strideWidth: 1 },
      ...{ dilationHeight: 1, dilationWidth: 1, padTop: 1, padLeft: 1 },
    };
    const [input, filter] = [sequence(inputSize(s), 1), sequence(filterSize(s), 2)];
    const got = inBothOrders(({ kernels, place, read }) => {
      const output = place(new Float32Array(outputSize(s)));
      kernels.convolve({ ...s, input: place(input), filter: place(filter), output });
      return read(output, outputSize(s));
    });
    const expected = new Float64Array(outputSize(s));
    everyProduct(s, (i, f, o) => {
      expected[o]! += input[i]! * filter[f]!;
    });
    expectClose(got, expected);
  });
});
