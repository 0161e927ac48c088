import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTensorKernels, sequence } from '../testing/open-tensor-kernels.js';

/** Texts of any lengths and filters of any number and width, past all borders of lanes, panels, pieces and strips. */
const cases = fc.record({
  lengths: fc.array(fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 120, max: 300 })), {
    minLength: 1,
    maxLength: 4,
  }),
  dim: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(110)),
  filters: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constant(70)),
  width: fc.integer({ min: 1, max: 5 }),
});

/** Windows, maxima and gradients by their definition, in float64. */
function byDefinition(
  { lengths, dim, filters, width }: { lengths: number[]; dim: number; filters: number; width: number },
  input: Float32Array,
  filter: Float32Array,
) {
  const padding = Math.floor(width / 2);
  const maxima: number[] = [];
  const positions: number[] = [];
  let first = 0;
  /** Calls `visit` with the places of the factors of every product of a window with a filter. */
  const everyProduct = (
    text: number,
    start: number,
    window: number,
    f: number,
    visit: (i: number, w: number) => void,
  ) => {
    for (let k = 0; k < width; k++) {
      const token = window - padding + k;
      if (token < 0 || token >= lengths[text]!) continue;
      for (let c = 0; c < dim; c++) visit((start + token) * dim + c, (f * width + k) * dim + c);
    }
  };
  const starts = lengths.map((length) => {
    const start = first;
    first += length;
    return start;
  });
  lengths.forEach((length, text) => {
    for (let f = 0; f < filters; f++) {
      let [best, at] = [Number.NEGATIVE_INFINITY, 0];
      for (let window = 0; window < length + 2 * padding - width + 1; window++) {
        let product = 0;
        everyProduct(text, starts[text]!, window, f, (i, w) => {
          product += input[i]! * filter[w]!;
        });
        if (product > best) [best, at] = [product, window];
      }
      maxima.push(best);
      positions.push(at);
    }
  });
  const gradients = (slopes: Float32Array, places: ArrayLike<number>) => {
    const inputGradient = new Float64Array(input.length);
    const filterGradient = new Float64Array(filter.length);
    lengths.forEach((_, text) => {
      for (let f = 0; f < filters; f++) {
        const at = text * filters + f;
        everyProduct(text, starts[text]!, places[at]!, f, (i, w) => {
          inputGradient[i]! += slopes[at]! * filter[w]!;
          filterGradient[w]! += slopes[at]! * input[i]!;
        });
      }
    });
    return { inputGradient, filterGradient };
  };
  return { padding, maxima, positions, gradients, offsets: Uint32Array.from([...starts, first]) };
}

function expectClose(got: Float32Array, expected: ArrayLike<number>): void {
  let worst = 0;
  got.forEach((value, i) => {
    const error = Math.abs(value - expected[i]!) / (1 + Math.abs(expected[i]!));
    if (!(error <= worst)) worst = error;
  });
  expect(worst).toBeLessThan(5e-5);
}

describe('a convolution of texts', () => {
  it('has the maxima and gradients of its definition, with the same bits in any order of the chunks', () => {
    fc.assert(
      fc.property(cases, (sizes) => {
        const { lengths, dim, filters, width } = sizes;
        const tokens = lengths.reduce((sum, length) => sum + length, 0);
        const input = sequence(tokens * dim, 1);
        const filter = sequence(filters * width * dim, 2);
        const slopes = sequence(lengths.length * filters, 3).map((slope, i) => (i % 3 === 0 ? 0 : slope));
        const expected = byDefinition(sizes, input, filter);
        const results = (['forwards', 'backwards'] as const).map((order) => {
          const { kernels, place, read } = openTensorKernels(order);
          // What is not written would stay.
          const room = (length: number) => place(new Float32Array(length).fill(99));
          const numMaxima = lengths.length * filters;
          const [maxima, positions] = [room(numMaxima), room(numMaxima)];
          const [inputGradient, filterGradient] = [room(input.length), room(filter.length)];
          const task = {
            input: place(input),
            filter: place(filter),
            offsets: expected.offsets,
            dim,
            filters,
            width,
            padding: expected.padding,
            positions,
          };
          kernels.textConvolution({ ...task, maxima });
          kernels.textConvolutionGradient({ ...task, slopes: place(slopes), inputGradient, filterGradient });
          return {
            maxima: read(maxima, numMaxima),
            positions: new Int32Array(read(positions, numMaxima).buffer),
            inputGradient: read(inputGradient, input.length),
            filterGradient: read(filterGradient, filter.length),
          };
        });
        expect(results[1]).toEqual(results[0]);
        const got = results[0]!;
        expectClose(got.maxima, expected.maxima);
        // Near ties are decided by rounding: the place must have the maximum, whichever it is.
        const { inputGradient, filterGradient } = expected.gradients(slopes, got.positions);
        expectClose(got.inputGradient, inputGradient);
        expectClose(got.filterGradient, filterGradient);
        const agreeing = got.positions.filter((place, i) => place === expected.positions[i]).length;
        expect(agreeing).toBeGreaterThan(0.9 * got.positions.length - 1);
      }),
      { numRuns: 12 },
    );
  });

  it('takes the first of equal windows, and lets NaN through', () => {
    const { kernels, place, read } = openTensorKernels();
    const task = {
      offsets: Uint32Array.of(0, 4, 6),
      dim: 1,
      filters: 1,
      width: 1,
      padding: 0,
      input: place(Float32Array.of(1, 3, 3, 2, 5, Number.NaN)),
      filter: place(Float32Array.of(2)),
      maxima: place(new Float32Array(2)),
      positions: place(new Float32Array(2)),
    };
    kernels.textConvolution(task);
    expect([...read(task.maxima, 2)]).toEqual([6, Number.NaN]);
    expect(new Int32Array(read(task.positions, 1).buffer)[0]).toBe(1);
  });
});
