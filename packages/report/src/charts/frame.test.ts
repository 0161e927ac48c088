import { expect, test } from 'vitest';
import { frame } from './frame.js';

test('plot and padding make up the outer size', () => {
  expect(frame({ width: 300, height: 200 }, { left: 40, right: 10, top: 20, bottom: 30 })).toMatchObject({
    width: 250,
    height: 150,
  });
});
