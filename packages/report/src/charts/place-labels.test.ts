import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeLabels } from './place-labels.js';
import { textWidth } from './svg-text.js';

const room = { width: 300, height: 200, fontSize: 12, distance: 17 };

test('a lone label stands above its point, below where a line is in the way', () => {
  const point = { x: 100, y: 100, label: 'd=10' };
  expect(placeLabels([point], room)).toEqual([{ x: 100, y: 83 }]);
  const line = [
    { x: 60, y: 60 },
    { x: 140, y: 100 },
  ] as const;
  expect(placeLabels([point], { ...room, segments: [line] })).toEqual([{ x: 100, y: 117 }]);
});

test('an empty label takes no place', () => {
  expect(placeLabels([{ x: 1, y: 1, label: '' }], room)).toEqual([null]);
});

test('labels never cover each other; strict ones cover nothing at all', () => {
  const points = fc.array(
    fc.record({
      x: fc.integer({ min: 0, max: 300 }),
      y: fc.integer({ min: 0, max: 200 }),
      label: fc.constantFrom('d=4', 's=100', '45.0%'),
    }),
    { maxLength: 24 },
  );
  fc.assert(
    fc.property(points, fc.boolean(), (wanted, strict) => {
      const placed = placeLabels(wanted, { ...room, strict }).flatMap((place, i) =>
        place === null ? [] : [{ ...place, i, half: (12 * textWidth(wanted[i]!.label)) / 2 }],
      );
      for (const a of placed) {
        for (const b of placed) {
          if (a.i < b.i)
            expect(Math.abs(a.x - b.x) >= a.half + b.half || Math.abs(a.y - b.y) >= 14).toBe(true);
        }
        if (strict) {
          for (const [i, point] of wanted.entries()) {
            if (i !== a.i)
              expect(Math.abs(point.x - a.x) < a.half && Math.abs(point.y - a.y) < 6).toBe(false);
          }
        }
      }
    }),
  );
});
