import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describeKind } from '../checks/check-integer.js';
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
 * @throws TypeError when the seed is neither, RangeError when it is a number that is no safe integer, or a list with a
 *   number in it that is not finite (all of those would be one and the same seed)
 */
export function createRandom(seed: number | readonly (number | string)[]): Random {
  checkSeed(seed);
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
      // Results are 32-bit.
      if (!Number.isInteger(bound) || bound < 0 || bound > 2 ** 32) {
        throw new RangeError(`Random.sample: bound must be an integer in [0, 2^32], got ${bound}`);
      }
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

function checkSeed(seed: unknown): void {
  if (typeof seed === 'number') {
    if (!Number.isSafeInteger(seed))
      throw new RangeError(`createRandom: seed must be an integer, got ${seed}`);
    return;
  }
  if (!Array.isArray(seed)) {
    throw new TypeError(
      `createRandom: seed must be an integer or a list of numbers and strings, got ${describeKind(seed)}`,
    );
  }
  seed.forEach((part: unknown, i) => {
    if (typeof part !== 'number' && typeof part !== 'string') {
      throw new TypeError(`createRandom: seed[${i}] must be a number or a string, got ${describeKind(part)}`);
    }
    if (typeof part === 'number' && !Number.isFinite(part)) {
      throw new RangeError(`createRandom: seed[${i}] must be finite, got ${part}`);
    }
  });
}
