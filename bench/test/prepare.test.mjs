// `bench prepare` on a small file and without Python: it compares, kills and resumes, as it does with the large one.
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

it('bench prepare --small finds the same examples as stream-json, and the same bytes after a kill', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sbn-bench-prepare-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [out, files] = [join(folder, 'prepare.json'), join(folder, 'files')];
  const bench = [
    join(import.meta.dirname, '..', 'run.mjs'),
    'prepare',
    '--small',
    '--no-native',
    '--samples',
    '1',
  ];
  await promisify(execFile)(process.execPath, [...bench, '--folder', files, '--out', out]);
  const { versions, peers, rows } = JSON.parse(readFileSync(out, 'utf8'));
  expect(versions).toMatchObject({ 'stream-json': expect.any(String) });
  expect(peers.examples).toBeGreaterThan(600);
  expect(Object.keys(peers.rows)).toEqual(['ours', 'stream-json']);
  expect(Object.values(rows).length).toBe(3);
  for (const { megabytesPerSecond, peakMiB } of [...Object.values(peers.rows), ...Object.values(rows)]) {
    expect(megabytesPerSecond).toBeGreaterThan(0);
    expect(peakMiB).toBeLessThan(300);
  }
  const { bytes, killedAtByte, filesWithTheSameBytes } = rows['all articles'];
  expect(killedAtByte).toBeGreaterThanOrEqual(bytes / 2);
  expect(killedAtByte).toBeLessThan(bytes);
  // prepared.json, labels.txt and three splits.
  expect(filesWithTheSameBytes).toBe(5);
  // Gigabytes must not stay behind.
  expect(existsSync(files)).toBe(false);
});
