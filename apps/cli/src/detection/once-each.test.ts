import { expect, it } from 'vitest';
import { onceEach } from './once-each.js';

it('gives each set once, in order, with how often it occurs', async () => {
  const sets = [
    { labels: [3, 17] },
    { labels: [] },
    { labels: [31, 7] },
    { labels: [3, 17], occurrences: 4 },
    { labels: [] },
  ];
  const found = [];
  for await (const one of onceEach(sets)) found.push(one);
  expect(found).toEqual([
    { labels: [3, 17], occurrences: 5 },
    { labels: [], occurrences: 2 },
    { labels: [31, 7], occurrences: 1 },
  ]);
});
