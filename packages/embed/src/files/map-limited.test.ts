import { expect, it } from 'vitest';
import { mapLimited } from './map-limited.js';

it('keeps the order, and has only so many under way', async () => {
  let busy = 0;
  let most = 0;
  const work = async (item: number): Promise<number> => {
    most = Math.max(most, ++busy);
    for (let turn = 0; turn < 5 - (item % 5); turn++) await Promise.resolve();
    busy--;
    return 10 * item;
  };
  const items = Array.from({ length: 20 }, (_, i) => i);
  expect(await mapLimited(items, 3, work)).toEqual(items.map((item) => 10 * item));
  expect(most).toBe(3);
  expect(await mapLimited([], 3, work)).toEqual([]);
});

it('begins nothing more after a failure', async () => {
  const begun: number[] = [];
  const failing = mapLimited([0, 1, 2, 3, 4, 5], 2, async (item) => {
    begun.push(item);
    await Promise.resolve();
    throw new Error(`no ${item}`);
  });
  await expect(failing).rejects.toThrow('no 0');
  expect(begun).toEqual([0, 1]);
});
