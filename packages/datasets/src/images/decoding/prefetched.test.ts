import { describe, expect, it } from 'vitest';
import { prefetched } from './prefetched.js';

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('prefetched', () => {
  it('keeps the order whatever is done first, and is never further ahead than it may', async () => {
    const items = Array.from({ length: 50 }, (_, i) => i);
    let started = 0;
    let given = 0;
    let furthest = 0;
    const work = async (item: number): Promise<number> => {
      started++;
      furthest = Math.max(furthest, started - given);
      await wait((item * 7) % 5);
      return item;
    };
    const results: number[] = [];
    for await (const result of prefetched(items, work, { ahead: 4 })) {
      results.push(result);
      given++;
    }
    expect(results).toEqual(items);
    expect(furthest).toBe(4);
  });

  it('passes an error on at its place, and closes the source when it is left', async () => {
    let closed = 0;
    async function* source(): AsyncGenerator<number> {
      try {
        for (let i = 0; ; i++) yield i;
      } finally {
        closed++;
      }
    }
    const seen: number[] = [];
    const work = async (item: number): Promise<number> => {
      if (item === 3) throw new Error('third');
      return item;
    };
    await expect(async () => {
      for await (const item of prefetched(source(), work, { ahead: 8 })) seen.push(item);
    }).rejects.toThrow('third');
    expect(seen).toEqual([0, 1, 2]);
    for await (const item of prefetched(source(), async (i) => i, { ahead: 2 })) if (item === 1) break;
    expect(closed).toBe(2);
  });

  it('ends with the reason of the signal while a piece hangs, before it starts, and between pieces', async () => {
    const controller = new AbortController();
    const never = (): Promise<never> => new Promise(() => {});
    setTimeout(() => controller.abort(new Error('enough')), 20);
    const { signal } = controller;
    await expect(prefetched([1], never, { ahead: 1, signal }).next()).rejects.toThrow('enough');
    await expect(prefetched([1], async (i) => i, { ahead: 1, signal }).next()).rejects.toThrow('enough');
    const second = new AbortController();
    const pieces = prefetched([1, 2], async (i) => i, { ahead: 2, signal: second.signal });
    expect((await pieces.next()).value).toBe(1);
    second.abort(new Error('now'));
    await expect(pieces.next()).rejects.toThrow('now');
  });
});
