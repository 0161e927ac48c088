import { createMatrix } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { plainSystem } from '../testing/plain-system.js';
import { createScreening, type Screening } from './create-screening.js';
import { screenLabelSets } from './screen-label-sets.js';

const weights = createMatrix(2, 1, [1, -1]);

async function screeningOf(): Promise<Screening> {
  return createScreening(plainSystem({ weights }, []).system);
}

describe('screenLabelSets', () => {
  it('yields all sets in order, having read no more than two batches ahead', async () => {
    const screening = await screeningOf();
    let read = 0;
    const source = function* (): Generator<number[]> {
      for (; read < 1000; read++) yield [[0], [1], [0, 1]][read % 3]!;
    };
    let count = 0;
    for await (const { labels, screened } of screenLabelSets(source(), screening)) {
      expect(labels).toEqual([[0], [1], [0, 1]][count % 3]);
      expect(screened.settled).toBe(labels.length === 1);
      count++;
      expect(read - count).toBeLessThanOrEqual(2 * screening.batchSize);
    }
    expect(count).toBe(1000);
  });

  it('closes the source when the loop is left', async () => {
    let closed = false;
    const source = async function* (): AsyncGenerator<number[]> {
      try {
        for (;;) yield [0];
      } finally {
        closed = true;
      }
    };
    for await (const { labels } of screenLabelSets(source(), await screeningOf())) {
      expect(labels).toEqual([0]);
      break;
    }
    expect(closed).toBe(true);
  });

  it('hands out what came before a fault of the source, then the fault', async () => {
    const source = function* (): Generator<number[]> {
      yield [0];
      yield [1];
      throw new RangeError('set 2 is bad');
    };
    let count = 0;
    const run = async (): Promise<void> => {
      for await (const _ of screenLabelSets(source(), await screeningOf())) count++;
    };
    await expect(run()).rejects.toThrow('set 2 is bad');
    expect(count).toBe(2);
  });

  it('stops with the reason of a signal', async () => {
    const run = async (): Promise<void> => {
      const signal = AbortSignal.abort(new Error('enough'));
      for await (const _ of screenLabelSets([[0]], await screeningOf(), signal));
    };
    await expect(run()).rejects.toThrow('enough');
  });
});
