import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removePartialFiles, writeFileAtomic } from './write-file-atomic.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atomic-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('writes text and chunks, over what was there', async () => {
  const file = join(folder, 'a');
  await writeFileAtomic(file, 'first, and longer');
  await writeFileAtomic(file, [Uint8Array.of(65, 66), new Uint8Array(0), Uint8Array.of(67)]);
  expect(await readFile(file, 'utf8')).toBe('ABC');
  expect(await readdir(folder)).toEqual(['a']);
});

it('keeps the old content, and leaves nothing behind, when writing fails', async () => {
  const file = join(folder, 'a');
  await writeFileAtomic(file, 'old');
  function* broken(): Generator<Uint8Array> {
    yield Uint8Array.of(1);
    throw new Error('out of chunks');
  }
  await expect(writeFileAtomic(file, broken())).rejects.toThrow('out of chunks');
  expect(await readFile(file, 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['a']);
});

it('clears away what killed writers left, and nothing else', async () => {
  await writeFile(join(folder, '.last.safetensors.17-0a0b0c0d.sbn-partial'), 'half');
  await writeFile(join(folder, '.other'), '');
  await writeFile(join(folder, 'mine.sbn-partial'), '');
  await removePartialFiles(folder);
  expect((await readdir(folder)).sort()).toEqual(['.other', 'mine.sbn-partial']);
});
