import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { removeLeftBehind } from './remove-left-behind.js';

describe('removeLeftBehind', () => {
  it('takes away temporary files of the files named, and nothing else', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sbn-left-'));
    const kept = [
      'audit.json',
      'audit.json.bak',
      'audit.json.12a',
      'other.json.123',
      'audit.jsonx.1',
      'audit.json.tmp',
    ];
    const left = ['audit.json.123', 'audit.json.98765', 'audit.json.42.tmp'];
    for (const name of [...kept, ...left]) await writeFile(join(folder, name), '');
    await removeLeftBehind([join(folder, 'audit.json'), join(folder, 'gone', 'b.json')]);
    expect((await readdir(folder)).sort()).toEqual([...kept].sort());
    await rm(folder, { recursive: true });
  });
});
