import { createRandom } from '@sbn/core';

const numRounds = 6;

/**
 * The numbers 0 … count - 1 in an order that looks random, without keeping them: entry i of the order, for any i.
 * Different entries are different numbers, whatever the seed: the first m of them are a draw without replacement.
 *
 * A Feistel network over the next even number of bits is a bijection, whatever its rounds compute; where it leads out
 * of the range, it is walked on until it comes back, which keeps it one (Black and Rogaway, "Ciphers with arbitrary
 * finite domains", 2002).
 *
 * @param count >= 1, of any size
 */
export function shuffledRanks(count: bigint, seed: number): (index: bigint) => bigint {
  const half = Math.max(1, Math.ceil((count - 1n).toString(2).length / 2));
  const bits = BigInt(half);
  const mask = (1n << bits) - 1n;
  const mix = (round: number, value: bigint): bigint => {
    const random = createRandom([seed, 'rank', round, value.toString(36)]);
    let mixed = 0n;
    for (let done = 0; done < half; done += 32) mixed = (mixed << 32n) | BigInt(random.int(2 ** 32));
    return mixed & mask;
  };
  const permute = (value: bigint): bigint => {
    let left = value >> bits;
    let right = value & mask;
    for (let round = 0; round < numRounds; round++) [left, right] = [right, left ^ mix(round, right)];
    return (left << bits) | right;
  };
  return (index) => {
    let rank = permute(index);
    while (rank >= count) rank = permute(rank);
    return rank;
  };
}
