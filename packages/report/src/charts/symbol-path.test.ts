import { expect, test } from 'vitest';
import { symbolPath } from './symbol-path.js';

test('every shape is a closed path of its own', () => {
  const paths = (['circle', 'square', 'diamond', 'triangle-up', 'triangle-down', 'cross'] as const).map(
    (shape) => symbolPath(shape, 5),
  );
  expect(new Set(paths).size).toBe(6);
  for (const path of paths) expect(path).toMatch(/^M[-\d., a-zA-Z]*Z$/);
});
