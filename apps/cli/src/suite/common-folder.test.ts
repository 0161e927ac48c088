import { expect, test } from 'vitest';
import { commonFolder } from './common-folder.js';

test.each([
  [['/a/b/one.yaml', '/a/b/two.yaml'], '/a/b'],
  [['/a/b/one.yaml', '/a/b/c/two.yaml'], '/a/b'],
  [['/a/bc/one.yaml', '/a/b/two.yaml'], '/a'],
  [['/a/..b/one.yaml', '/a/two.yaml'], '/a'],
  [['/a/one.yaml', '/b/two.yaml'], '/'],
])('%j lie in %s', (paths, folder) => {
  expect(commonFolder(paths)).toBe(folder);
});
