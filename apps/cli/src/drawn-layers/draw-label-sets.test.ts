import { expect, it } from 'vitest';
import { drawLabelSets } from './draw-label-sets.js';

const run = { numLabels: 30, k: 3, seed: 1 };

it('draws sets of k labels, the same for every layer of a size', () => {
  const sets = [...drawLabelSets(run, { count: 50 })];
  expect(sets).toHaveLength(50);
  for (const set of sets) {
    expect(set).toEqual([...new Set(set)].sort((a, b) => a - b));
    expect(set).toHaveLength(3);
    expect(set.every((label) => label >= 0 && label < 30)).toBe(true);
  }
  expect(new Set(sets.map(String)).size).toBeGreaterThan(40);
  expect([...drawLabelSets(run, { count: 20 })]).toEqual(sets.slice(0, 20));
  expect([...drawLabelSets({ ...run, seed: 2 }, { count: 50 })]).not.toEqual(sets);
});

it('lets cardinalities take turns', () => {
  const sets = [...drawLabelSets(run, { count: 2, cardinalities: [3, 0, 30] })];
  expect(sets.map((set) => set.length)).toEqual([3, 0, 30, 3, 0, 30]);
  expect([sets[0], sets[3]]).toEqual([...drawLabelSets(run, { count: 2 })]);
});
