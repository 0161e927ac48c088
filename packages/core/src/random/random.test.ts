import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from './random.js';

describe('createRandom', () => {
  it('never changes: the first numbers of known seeds', () => {
    const random = createRandom(7);
    expect([random.uniform(), random.uniform(), random.normal(), random.int(1000)]).toEqual([
      0.9594292945266621, 0.709726779889511, 0.9643197122035657, 198,
    ]);
    expect([...createRandom([7, 'shuffle', 0]).shuffle([0, 1, 2, 3, 4, 5, 6, 7])]).toEqual([
      6, 0, 4, 2, 5, 1, 3, 7,
    ]);
    expect([...createRandom(0).sample(100, 5)]).toEqual([16, 17, 27, 42, 66]);
  });

  it('repeats for the same seed and differs for another', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.integer(), fc.string()), { minLength: 1 }), (seed) => {
        const draw = (of: readonly (number | string)[]): number[] => {
          const random = createRandom(of);
          return [random.uniform(), random.normal(), random.int(1e9)];
        };
        expect(draw(seed)).toEqual(draw([...seed]));
        expect(draw(seed)).not.toEqual(draw([...seed, 'more']));
      }),
    );
    expect(createRandom(3).uniform()).toBe(createRandom([3]).uniform());
    expect(createRandom([1, 23]).uniform()).not.toBe(createRandom([12, 3]).uniform());
    expect(createRandom([1]).uniform()).not.toBe(createRandom(['1']).uniform());
  });

  it('has the moments of its distributions', () => {
    const random = createRandom('moments'.length);
    const count = 200_000;
    let [uniform, uniformSquares, normal, normalSquares, fourth] = [0, 0, 0, 0, 0];
    for (let i = 0; i < count; i++) {
      const u = random.uniform();
      if (!(u >= 0 && u < 1)) throw new Error(`${u} is outside [0, 1)`);
      uniform += u;
      uniformSquares += u * u;
      const z = random.normal();
      normal += z;
      normalSquares += z * z;
      fourth += z ** 4;
    }
    // Five standard deviations of each mean.
    const near = (value: number, mean: number, deviation: number): void =>
      expect(Math.abs(value / count - mean)).toBeLessThan((5 * deviation) / Math.sqrt(count));
    near(uniform, 1 / 2, Math.sqrt(1 / 12));
    near(uniformSquares, 1 / 3, Math.sqrt(4 / 45));
    near(normal, 0, 1);
    near(normalSquares, 1, Math.sqrt(2));
    near(fourth, 3, Math.sqrt(96));
  });

  it('draws integers evenly, also where the bound is no power of two', () => {
    const random = createRandom(1);
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 70_000; i++) counts[random.int(7)]!++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
    expect(random.int(1)).toBe(0);
    expect(random.int(2 ** 40)).toBeLessThan(2 ** 40);
  });

  it('shuffles into a permutation, every order equally often, in place', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.nat()), (seed, items) => {
        const shuffled = [...items];
        expect(createRandom(seed).shuffle(shuffled)).toBe(shuffled);
        expect([...shuffled].sort()).toEqual([...items].sort());
      }),
    );
    const random = createRandom(2);
    const orders = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const order = random.shuffle(Uint8Array.of(0, 1, 2, 3)).join();
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(24);
    for (const count of orders.values()) expect(Math.abs(count - 1000)).toBeLessThan(160);
  });

  it('samples different numbers in increasing order, every set equally often', () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(60), fc.nat(60), (seed, a, b) => {
        const [count, bound] = [Math.min(a, b), Math.max(a, b)];
        const sample = createRandom(seed).sample(bound, count);
        expect(sample.length).toBe(count);
        sample.forEach((value, i) => {
          expect(value).toBeLessThan(bound);
          if (i > 0) expect(value).toBeGreaterThan(sample[i - 1]!);
        });
      }),
    );
    const random = createRandom(3);
    const sets = new Map<string, number>();
    for (let i = 0; i < 20_000; i++) {
      const set = random.sample(6, 3).join();
      sets.set(set, (sets.get(set) ?? 0) + 1);
    }
    expect(sets.size).toBe(20);
    for (const count of sets.values()) expect(Math.abs(count - 1000)).toBeLessThan(160);
    expect(random.sample(2 ** 31, 3).length).toBe(3);
  });

  it('refuses seeds and bounds that are none', () => {
    expect(() => createRandom(0.5)).toThrow('createRandom: seed must be an integer, got 0.5');
    expect(() => createRandom(Number.NaN)).toThrow(RangeError);
    expect(() => createRandom(undefined as unknown as number)).toThrow(TypeError);
    expect(() => createRandom('7' as unknown as number)).toThrow(TypeError);
    expect(() => createRandom([1, Number.NaN])).toThrow(/seed\[1\]/);
    expect(() => createRandom([{} as string])).toThrow(TypeError);
    const random = createRandom(1);
    expect(() => random.int(0)).toThrow(RangeError);
    expect(() => random.int(1.5)).toThrow(RangeError);
    expect(() => random.sample(3, 4)).toThrow('Random.sample: count must be an integer in [0, 3], got 4');
    expect(() => random.sample(Number.NaN, 1)).toThrow(RangeError);
    expect(() => random.sample(2 ** 33, 1)).toThrow(RangeError);
  });
});
