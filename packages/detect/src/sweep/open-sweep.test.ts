import { describe, expect, it } from 'vitest';
import { openSweep } from './open-sweep.js';

const layer = { numLabels: 4, rule: 'threshold' } as const;

describe('openSweep', () => {
  it('makes the sets of a sweep, with no more of a layer than its size and rule', async () => {
    const { population, total, sets, occurrences } = await openSweep(layer, { kind: 'pairs' });
    expect([population, total, occurrences]).toEqual([6n, 6, undefined]);
    expect([...sets].map(String)).toEqual(['0,1', '0,2', '0,3', '1,2', '1,3', '2,3']);
    const observed = await openSweep(layer, { kind: 'observed', labelSets: [[3], [1, 0], { labels: [3] }] });
    expect([...observed.sets]).toEqual([[3], [0, 1]]);
    expect(observed.occurrences).toEqual([2, 1]);
  });

  it('names itself where a sweep is wrong, or whom it is told to', async () => {
    const sweep = { kind: 'all', k: 5 } as const;
    await expect(openSweep(layer, sweep)).rejects.toThrow(
      /^openSweep: sweep.k must be an integer in \[0, 4\]/,
    );
    await expect(openSweep(layer, sweep, { place: 'survey' })).rejects.toThrow(/^survey: sweep.k must be/);
  });

  it('stops on a signal', async () => {
    const reason = new Error('enough');
    const sweep = { kind: 'observed', labelSets: [[0]] } as const;
    await expect(openSweep(layer, sweep, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
