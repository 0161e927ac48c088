import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spreadApart } from './spread-apart.js';

test('labels with room stay, neighbours share the shift', () => {
  expect(spreadApart([10, 50, 90], 14, 0, 100)).toEqual([10, 50, 90]);
  expect(spreadApart([50, 50], 14, 0, 100)).toEqual([43, 57]);
  expect(spreadApart([99, 98], 14, 0, 100)).toEqual([100, 86]);
});

test('gaps are kept, the order too, and the room where all fit', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -20, max: 220, noNaN: true }), { maxLength: 14 }), (wishes) => {
      const places = spreadApart(wishes, 14, 0, 200);
      const order = wishes.map((_, i) => i).sort((a, b) => wishes[a]! - wishes[b]! || a - b);
      for (const [rank, i] of order.entries()) {
        if (rank > 0) expect(places[i]! - places[order[rank - 1]!]!).toBeGreaterThanOrEqual(14 - 1e-9);
        expect(places[i]).toBeGreaterThanOrEqual(-1e-9);
        expect(places[i]).toBeLessThanOrEqual(200 + 1e-9);
      }
    }),
  );
});
