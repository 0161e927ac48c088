import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { hashToInt32 } from './hash.js';

/** A stream of pseudo-random numbers that is the same on every machine for the same seed. */
export interface Random {
  /** Uniform in [0, 1), a multiple of 2^-53. */
  uniform(): number;
  /** Standard normal (Box-Muller, one value per two uniforms, so that the stream has no hidden state). */
  normal(): number;
  /** Uniform integer in [0, bound). */
  int(bound: number): number;
  /** Shuffles in place (Fisher-Yates) and returns the same array. */
  shuffle<T extends { length: number; [index: number]: unknown }>(items: T): T;
  /**
   * `count` different integers of [0, bound), in increasing order (Floyd's sampling: time and memory grow with
   * `count`, not with `bound`).
   */
  sample(bound: number, count: number): Uint32Array;
}

/**
 * Starts a random stream (xoroshiro128+ of pure-rand).
 *
 * @param seed a number, or any list of numbers and strings, which is hashed: `createRandom([7, 'shuffle', epoch])`
 *   gives each purpose a stream of its own, so that using more of one never shifts another
 * @throws RangeError when the seed is a number that is not a finite integer
 */
export function createRandom(seed: number | readonly (number | string)[]): Random {
  if (typeof seed === 'number' && !Number.isSafeInteger(seed)) {
    throw new RangeError(`createRandom: seed must be an integer, got ${seed}`);
  }
  const generator = xoroshiro128plus(hashToInt32(JSON.stringify(typeof seed === 'number' ? [seed] : seed)));
  const int = (bound: number): number => {
    if (!Number.isInteger(bound) || bound < 1) {
      throw new RangeError(`Random.int: bound must be an integer >= 1, got ${bound}`);
    }
    return uniformInt(generator, 0, bound - 1);
  };
  return {
    uniform: () => uniformFloat64(generator),
    normal: () => {
      // 1 - u lies in (0, 1], so the logarithm is finite.
      const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(generator)));
      return radius * Math.cos(2 * Math.PI * uniformFloat64(generator));
    },
    int,
    shuffle: (items) => {
      for (let i = items.length - 1; i > 0; i--) {
        const j = int(i + 1);
        const held = items[i];
        (items as { [index: number]: unknown })[i] = items[j];
        (items as { [index: number]: unknown })[j] = held;
      }
      return items;
    },
    sample: (bound, count) => {
      if (!Number.isInteger(count) || count < 0 || count > bound) {
        throw new RangeError(`Random.sample: count must be an integer in [0, ${bound}], got ${count}`);
      }
      const chosen = new Set<number>();
      for (let j = bound - count; j < bound; j++) {
        const candidate = int(j + 1);
        chosen.add(chosen.has(candidate) ? j : candidate);
      }
      return Uint32Array.from(chosen).sort();
    },
  };
}
