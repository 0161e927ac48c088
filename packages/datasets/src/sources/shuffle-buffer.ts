import type { Random } from '@sbn/core';

/** Puts a stream into a random order while holding only so many items. */
export interface ShuffleBuffer<T> {
  /** How many items are held; never more than the capacity. */
  readonly size: number;
  /** Takes an item and, once the buffer is full, gives back a random one of those held before. */
  push(item: T): T | undefined;
  /** Gives back everything that is held, in random order. */
  drain(): T[];
}

/**
 * Starts a shuffle buffer: a new item takes the place of a random held one, which goes out. An item can come out
 * late by any number of places, but never early by more than the capacity.
 *
 * @param capacity items held at most, an integer ≥ 1; 1 keeps the order
 * @param random where the order comes from
 */
export function shuffleBuffer<T>(capacity: number, random: Random): ShuffleBuffer<T> {
  if (!Number.isSafeInteger(capacity) || capacity < 1) {
    throw new RangeError(`shuffleBuffer: capacity must be an integer >= 1, got ${capacity}`);
  }
  let held: T[] = [];
  return {
    get size() {
      return held.length;
    },
    push(item) {
      if (held.length < capacity) {
        held.push(item);
        return undefined;
      }
      const place = random.int(capacity);
      const out = held[place]!;
      held[place] = item;
      return out;
    },
    drain() {
      const rest = random.shuffle(held);
      held = [];
      return rest;
    },
  };
}
