import { createRandom } from '@sbn/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shuffleBuffer } from './shuffle-buffer.js';

function shuffled(count: number, capacity: number, seed: number): { order: number[]; most: number } {
  const buffer = shuffleBuffer<number>(capacity, createRandom(seed));
  const order: number[] = [];
  let most = 0;
  for (let item = 0; item < count; item++) {
    const out = buffer.push(item);
    if (out !== undefined) order.push(out);
    most = Math.max(most, buffer.size);
  }
  order.push(...buffer.drain());
  expect(buffer.size).toBe(0);
  return { order, most };
}

test('everything comes out once, and never more is held than the capacity', () => {
  const sizes = fc.integer({ min: 0, max: 60 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 20 }), fc.integer(), (count, capacity, seed) => {
      const { order, most } = shuffled(count, capacity, seed);
      expect(order.toSorted((a, b) => a - b)).toEqual([...Array(count).keys()]);
      expect(most).toBeLessThanOrEqual(capacity);
      // An item cannot come out before it went in.
      for (const [place, item] of order.entries()) expect(item - place).toBeLessThanOrEqual(capacity);
    }),
  );
});

test('a buffer as large as the data gives every order about equally often', () => {
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 6000; seed++) {
    const key = shuffled(3, 3, seed).order.join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
});

test('how long an item is held is geometric: every held item is as likely to go', () => {
  const { order } = shuffled(20_000, 10, 1);
  const late = order.slice(0, -10).filter((item, place) => place + 10 - item > 10).length / order.length;
  // An item is still held after 10 more with probability (1 - 1/10)^10.
  expect(Math.abs(late - 0.9 ** 10)).toBeLessThan(0.02);
});

test('a capacity of 1 keeps the order; less is refused', () => {
  expect(shuffled(20, 1, 3).order).toEqual([...Array(20).keys()]);
  for (const capacity of [0, 1.5, Number.POSITIVE_INFINITY]) {
    expect(() => shuffleBuffer(capacity, createRandom(0))).toThrow(RangeError);
  }
});
