import FftJs from 'fft.js';
import { checkFloat64 } from '../checks/check-float64.js';
import { checkInteger } from '../checks/check-integer.js';
import { unitRoots } from './unit-roots.js';

/**
 * A plan for discrete Fourier transforms of one length. Complex numbers lie interleaved: entry j is
 * `data[2 * j] + i data[2 * j + 1]`. Every method returns `output`, a new array when none is given; input and output
 * must not be the same array. A plan holds scratch memory: use it from one call at a time (any synchronous code does).
 */
export interface Fft {
  /** The length n. */
  readonly size: number;
  /**
   * X_m = Σ_j x_j exp(-2πi jm/n), unscaled.
   *
   * @param input 2n numbers, interleaved
   * @throws TypeError, RangeError when an array is no Float64Array of that length, or both are the same
   */
  forward(input: Float64Array, output?: Float64Array): Float64Array;
  /** x_j = (1/n) Σ_m X_m exp(2πi jm/n): undoes `forward`. Shapes and errors as there. */
  inverse(input: Float64Array, output?: Float64Array): Float64Array;
  /**
   * `forward` of n real numbers; the result is the whole spectrum (2n numbers), which has X_{n-m} = conj(X_m).
   *
   * @param input n real numbers
   */
  forwardReal(input: Float64Array, output?: Float64Array): Float64Array;
}

const maxSize = 2 ** 24;

/**
 * Plans discrete Fourier transforms of any length n: fft.js where n is a power of two, Bluestein's algorithm (a
 * convolution of power-of-two length >= 2n - 1) for every other n, primes included. Time grows as n log n for all n;
 * results are right to about 1e-15 √(log n) of the largest entry.
 *
 * Source: Bluestein, "A linear filtering approach to the computation of discrete Fourier transform", 1970.
 *
 * @param size the length n, 1 <= n <= 2^24
 * @throws TypeError, RangeError when the size is no such integer
 */
export function createFft(size: number): Fft {
  checkInteger('createFft', 'size', size, 1, maxSize);
  const transform =
    size === 1 ? copy : (size & (size - 1)) === 0 ? powerOfTwoTransform(size) : bluesteinTransform(size);
  const swapped = new Float64Array(2 * size);
  const complexInput = new Float64Array(2 * size);
  const checked = (
    method: string,
    input: Float64Array,
    length: number,
    output: Float64Array | undefined,
  ): Float64Array => {
    checkFloat64(`Fft.${method}`, 'input', input, length);
    if (output === undefined) return new Float64Array(2 * size);
    checkFloat64(`Fft.${method}`, 'output', output, 2 * size);
    if (output.buffer === input.buffer) {
      throw new RangeError(`Fft.${method}: input and output must not share memory`);
    }
    return output;
  };
  return {
    size,
    forward: (input, output) => {
      const result = checked('forward', input, 2 * size, output);
      transform(input, result);
      return result;
    },
    inverse: (input, output) => {
      const result = checked('inverse', input, 2 * size, output);
      // With real and imaginary parts swapped on the way in and out, the forward transform is the inverse one.
      for (let j = 0; j < 2 * size; j += 2) {
        swapped[j] = input[j + 1]!;
        swapped[j + 1] = input[j]!;
      }
      transform(swapped, result);
      for (let j = 0; j < 2 * size; j += 2) {
        const real = result[j + 1]! / size;
        result[j + 1] = result[j]! / size;
        result[j] = real;
      }
      return result;
    },
    forwardReal: (input, output) => {
      const result = checked('forwardReal', input, size, output);
      for (let j = 0; j < size; j++) complexInput[2 * j] = input[j]!;
      transform(complexInput, result);
      return result;
    },
  };
}

/** An unscaled forward transform of interleaved numbers; input and output are different arrays. */
type Transform = (input: Float64Array, output: Float64Array) => void;

const copy: Transform = (input, output) => output.set(input);

function powerOfTwoTransform(size: number): Transform {
  const plan = new FftJs(size);
  return (input, output) => plan.transform(output, input);
}

function bluesteinTransform(size: number): Transform {
  let length = 4;
  while (length < 2 * size - 1) length *= 2;
  const transform = powerOfTwoTransform(length);
  // The chirp exp(-πi j²/n): j² is reduced mod 2n as an integer, so that large n keeps its digits.
  const { cos, sin } = unitRoots(2 * size);
  const chirp = new Float64Array(2 * size);
  for (let j = 0, square = 0; j < size; j++) {
    chirp[2 * j] = cos[square]!;
    chirp[2 * j + 1] = -sin[square]!;
    square = (square + 2 * j + 1) % (2 * size);
  }
  const padded = new Float64Array(2 * length);
  const work = new Float64Array(2 * length);
  const kernel = new Float64Array(2 * length);
  for (let j = 0; j < size; j++) {
    padded[2 * j] = chirp[2 * j]!;
    padded[2 * j + 1] = -chirp[2 * j + 1]!;
    if (j > 0) {
      padded[2 * (length - j)] = chirp[2 * j]!;
      padded[2 * (length - j) + 1] = -chirp[2 * j + 1]!;
    }
  }
  transform(padded, kernel);
  return (input, output) => {
    padded.fill(0);
    for (let j = 0; j < 2 * size; j += 2) {
      padded[j] = input[j]! * chirp[j]! - input[j + 1]! * chirp[j + 1]!;
      padded[j + 1] = input[j]! * chirp[j + 1]! + input[j + 1]! * chirp[j]!;
    }
    transform(padded, work);
    for (let j = 0; j < 2 * length; j += 2) {
      // Parts swapped, for the inverse transform by a forward one.
      padded[j + 1] = work[j]! * kernel[j]! - work[j + 1]! * kernel[j + 1]!;
      padded[j] = work[j]! * kernel[j + 1]! + work[j + 1]! * kernel[j]!;
    }
    transform(padded, work);
    for (let j = 0; j < 2 * size; j += 2) {
      const real = work[j + 1]! / length;
      const imaginary = work[j]! / length;
      output[j] = real * chirp[j]! - imaginary * chirp[j + 1]!;
      output[j + 1] = real * chirp[j + 1]! + imaginary * chirp[j]!;
    }
  };
}
