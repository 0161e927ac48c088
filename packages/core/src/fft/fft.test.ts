import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random/random.js';
import { createFft } from './fft.js';

/** The definition, at some of the output frequencies, with the product jm reduced mod n. */
function plainDft(input: Float64Array, frequencies: Iterable<number>): Map<number, [number, number]> {
  const size = input.length / 2;
  const result = new Map<number, [number, number]>();
  for (const m of frequencies) {
    let real = 0;
    let imaginary = 0;
    for (let j = 0; j < size; j++) {
      const angle = (-2 * Math.PI * ((j * m) % size)) / size;
      real += input[2 * j]! * Math.cos(angle) - input[2 * j + 1]! * Math.sin(angle);
      imaginary += input[2 * j]! * Math.sin(angle) + input[2 * j + 1]! * Math.cos(angle);
    }
    result.set(m, [real, imaginary]);
  }
  return result;
}

function randomComplex(size: number): Float64Array {
  const random = createRandom(['fft', size]);
  return Float64Array.from({ length: 2 * size }, () => random.normal());
}

const norm = (values: Float64Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

describe('createFft', () => {
  it('transforms by hand: n = 3', () => {
    const spectrum = createFft(3).forward(Float64Array.of(1, 0, 2, 0, 4, 0));
    const expected = [7, 0, -2, Math.sqrt(3), -2, -Math.sqrt(3)];
    expected.forEach((value, i) => {
      expect(spectrum[i]).toBeCloseTo(value, 14);
    });
  });

  const sizes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 16, 17, 31, 64, 97, 100, 128, 211, 811, 1000];
  it.each(sizes)('equals the plain transform at every frequency, n = %i', (size) => {
    const input = randomComplex(size);
    const spectrum = createFft(size).forward(input);
    const scale = norm(spectrum);
    for (const [m, [real, imaginary]] of plainDft(input, Array(size).keys())) {
      expect(Math.abs(spectrum[2 * m]! - real)).toBeLessThan(1e-12 * scale);
      expect(Math.abs(spectrum[2 * m + 1]! - imaginary)).toBeLessThan(1e-12 * scale);
    }
  });

  it.each([8921, 20000, 65536, 65537])('equals the plain transform at 40 frequencies, n = %i', (size) => {
    const input = randomComplex(size);
    const spectrum = createFft(size).forward(input);
    // Relative to a typical entry, not to the norm of all.
    const typical = norm(spectrum) / Math.sqrt(size);
    const frequencies = [0, 1, 2, size - 1, size >> 1, ...createRandom(5).sample(size, 35)];
    for (const [m, [real, imaginary]] of plainDft(input, frequencies)) {
      expect(Math.abs(spectrum[2 * m]! - real)).toBeLessThan(1e-12 * typical);
      expect(Math.abs(spectrum[2 * m + 1]! - imaginary)).toBeLessThan(1e-12 * typical);
    }
  });

  it('is undone by the inverse, and keeps the energy (Parseval)', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), (size) => {
        const plan = createFft(size);
        const input = randomComplex(size);
        const spectrum = plan.forward(input);
        expect(norm(spectrum)).toBeCloseTo(norm(input) * Math.sqrt(size), 9);
        const back = plan.inverse(spectrum);
        const error = norm(back.map((value, i) => value - input[i]!));
        expect(error).toBeLessThan(1e-13 * norm(input));
      }),
    );
    for (const size of [8921, 20000]) {
      const plan = createFft(size);
      const input = randomComplex(size);
      const back = plan.inverse(plan.forward(input));
      expect(norm(back.map((value, i) => value - input[i]!))).toBeLessThan(1e-13 * norm(input));
    }
  });

  it.each([1, 2, 5, 8, 12, 31])('takes real input and returns the whole spectrum, n = %i', (size) => {
    const complex = randomComplex(size);
    const real = Float64Array.from({ length: size }, (_, j) => complex[2 * j]!);
    for (let j = 0; j < size; j++) complex[2 * j + 1] = 0;
    const plan = createFft(size);
    expect(plan.forwardReal(real)).toEqual(plan.forward(complex));
  });

  it('can be used again and again, writes where it is told, and leaves its input alone', () => {
    for (const size of [8, 12]) {
      const plan = createFft(size);
      const input = randomComplex(size);
      const kept = input.slice();
      const first = plan.forward(input);
      plan.inverse(randomComplex(size));
      plan.forwardReal(new Float64Array(size).fill(3));
      const output = new Float64Array(2 * size).fill(Number.NaN);
      expect(plan.forward(input, output)).toBe(output);
      expect(output).toEqual(first);
      expect(input).toEqual(kept);
    }
  });

  it('refuses other sizes and arrays', () => {
    for (const size of [0, -1, 2.5, Number.NaN, 2 ** 24 + 1])
      expect(() => createFft(size)).toThrow(RangeError);
    expect(() => createFft('8' as unknown as number)).toThrow(TypeError);
    const plan = createFft(4);
    expect(() => plan.forward(new Float64Array(4))).toThrow(/input must have 8 entries, got 4/);
    expect(() => plan.forward([1] as unknown as Float64Array)).toThrow(TypeError);
    expect(() => plan.forward(new Float64Array(8), new Float64Array(4))).toThrow(
      /output must have 8 entries/,
    );
    const same = new Float64Array(8);
    expect(() => plan.forward(same, same)).toThrow(/must not share memory/);
    expect(() => plan.forwardReal(new Float64Array(8))).toThrow(/input must have 4 entries, got 8/);
  });
});
