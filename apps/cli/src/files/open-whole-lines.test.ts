import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newFolder } from '../testing/tiny-experiment.js';
import { openWholeLines } from './open-whole-lines.js';

it('is there whole or not at all', async () => {
  const folder = await newFolder();
  const path = join(folder, 'deep', 'lines.jsonl');
  const dropped = await openWholeLines(path);
  await dropped.write({ a: 1 });
  await dropped.close();
  expect(await readdir(join(folder, 'deep'))).toEqual([]);

  const kept = await openWholeLines(path);
  for (let i = 0; i < 20_000; i++) await kept.write({ i });
  expect(await readdir(join(folder, 'deep'))).not.toContain('lines.jsonl');
  await kept.commit();
  await kept.close();
  expect(await readdir(join(folder, 'deep'))).toEqual(['lines.jsonl']);
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  expect(lines).toHaveLength(20_000);
  expect(lines.at(-1)).toBe('{"i":19999}');
});
