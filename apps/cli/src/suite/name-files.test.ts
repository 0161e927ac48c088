import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newFolder } from '../testing/tiny-experiment.js';
import { nameFiles } from './name-files.js';

test('all files of a folder are a pattern, some of them are named', async () => {
  const folder = await newFolder();
  mkdirSync(join(folder, 'a b'));
  mkdirSync(join(folder, 'taming'));
  for (const name of ['taming/x.yaml', 'taming/y.yaml', 'taming/notes.md', 'a b/x.yaml', 'a b/y.yaml']) {
    writeFileSync(join(folder, name), '');
  }
  expect(nameFiles(['taming/x.yaml', 'taming/y.yaml'], folder)).toBe('taming/*.yaml');
  expect(nameFiles(['taming/y.yaml', 'taming/x.yaml'], folder)).toBe('taming/y.yaml taming/x.yaml');
  expect(nameFiles(['taming/x.yaml'], folder)).toBe('taming/x.yaml');
  expect(nameFiles(['taming/x.yaml', 'a b/y.yaml'], folder)).toBe("taming/x.yaml 'a b/y.yaml'");
  // A shell would take the pattern apart, or not expand it.
  expect(nameFiles(['a b/x.yaml', 'a b/y.yaml'], folder)).toBe("'a b/x.yaml' 'a b/y.yaml'");
});
