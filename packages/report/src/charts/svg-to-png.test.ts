import { expect, test } from 'vitest';
import { decodePng } from '../testing/decode-png.js';
import { svgToPng } from './svg-to-png.js';

const inkOf = (svgBody: string): number => {
  const png = decodePng(
    svgToPng(
      `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40"><rect width="120" height="40" fill="#fff"/>${svgBody}</svg>`,
    ),
  );
  expect([png.width, png.height]).toEqual([240, 80]);
  return png.count((red) => red < 128);
};

test('text shows, in both weights, on a machine without fonts: only our own are loaded', () => {
  const text = (weight: number, content: string): number =>
    inkOf(`<text x="4" y="26" font-size="20" font-weight="${weight}" font-family="Inter">${content}</text>`);
  expect(text(400, '')).toBe(0);
  expect(text(400, 'F1@5 ≤ 45.0%')).toBeGreaterThan(500);
  expect(text(600, 'F1@5 ≤ 45.0%')).toBeGreaterThan(1.15 * text(400, 'F1@5 ≤ 45.0%'));
  expect(text(400, 'Ωж⁴·−…')).toBeGreaterThan(200);
});
