import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { createRandom } from '@sbn/core';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { type MainRun, runMain } from '../src/testing/run-main.js';
import { drawFigure, writeTinyImages } from '../src/testing/tiny-images.js';

const model = ['--model', join('runs', 'tiny', 'sigmoid-seed0')];

describe('sbn classify', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await writeTinyImages({ heads: '  - { kind: sigmoid }\n', perClass: 80, epochs: 25 });
    const { code, stderr } = await runMain(['experiment', 'tiny.yaml'], { workingDirectory: folder });
    expect(code, stderr).toBe(0);
  });

  /** New pictures: two of the same name, two that are none, a link, and one of a figure that is not known. */
  async function writeNew(): Promise<string> {
    const inbox = join(folder, `inbox-${Math.random().toString(36).slice(2)}`);
    const random = createRandom([8, 'new']);
    const put = async (name: string, content: Uint8Array | string): Promise<void> => {
      await mkdir(dirname(join(inbox, name)), { recursive: true });
      await writeFile(join(inbox, name), content);
    };
    const beam = await drawFigure('beam', random);
    await put('a/1.png', beam);
    // The same pixels in other bytes: of the same class, and no copy.
    await put('b/1.png', await sharp(beam).png({ compressionLevel: 0 }).toBuffer());
    await put('pole.png', await drawFigure('pole', random));
    await put('odd.png', await drawFigure('odd/dots', random));
    await put('words.jpg', 'These are words.');
    await put('torn.png', beam.subarray(0, beam.length / 2));
    await put('notes.txt', 'no picture, and not named like one');
    await symlink(join(inbox, 'pole.png'), join(inbox, 'link.png'));
    return inbox;
  }

  async function contents(path: string): Promise<Record<string, string>> {
    if (!existsSync(path)) return {};
    const entries = (await readdir(path, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    const files = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
    return Object.fromEntries(
      await Promise.all(
        files.map(async (file) => [relative(path, file), (await readFile(file)).toString('base64')]),
      ),
    );
  }

  const sbn = (...argv: string[]): Promise<MainRun> => runMain(argv, { workingDirectory: folder });

  it('sorts what it can, reports what it cannot, and brings everything back', async () => {
    const inbox = await writeNew();
    const before = await contents(inbox);
    const moved = await sbn('classify', inbox, ...model, '--out', 'moved', '--move');
    expect(moved.code, moved.stderr).toBe(3);
    expect(moved.stderr).toMatch(/words\.jpg: .*not a JPEG, PNG or WebP/);
    expect(moved.stderr).toMatch(/torn\.png: /);
    expect(moved.stderr).toMatch(/link\.png: a link, which is not followed/);
    expect(moved.stdout).toMatch(/^4 files moved, 1 of them unknown, 3 files left where they are/);
    const sorted = Object.keys(await contents(join(folder, 'moved')));
    expect(sorted).toEqual([
      'manifest.jsonl',
      'plain/beam/1-2.png',
      'plain/beam/1.png',
      'plain/pole/pole.png',
      'unknown/odd.png',
    ]);
    expect(Object.keys(await contents(inbox))).toEqual(['notes.txt', 'torn.png', 'words.jpg']);
    const back = await sbn('classify', '--undo', join('moved', 'manifest.jsonl'));
    expect(back, back.stderr).toMatchObject({ code: 0, stdout: '4 files brought back\n' });
    expect(await contents(inbox)).toEqual(before);
  });

  it('copies unless told otherwise, and does nothing in a dry run', async () => {
    const inbox = await writeNew();
    const before = await contents(inbox);
    const dry = await sbn('classify', inbox, ...model, '--out', 'copied', '--dry-run', '--score-buckets');
    expect(dry.stdout).toMatch(/pole\.png -> copied\/plain\/pole\/\d\.\d-\d\.\d\/pole\.png/);
    expect(dry.stdout).toContain('4 files would be copied');
    expect(existsSync(join(folder, 'copied'))).toBe(false);
    const copied = await sbn('classify', inbox, ...model, '--out', 'copied', '--json');
    expect(copied.code).toBe(3);
    const lines = copied.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { action: string; hash?: string });
    expect(lines.filter(({ action }) => action === 'copy')).toHaveLength(4);
    expect(lines.every(({ action, hash }) => action === 'skip' || /^[0-9a-f]{64}$/.test(hash!))).toBe(true);
    expect(await contents(inbox)).toEqual(before);
    const again = await sbn('classify', inbox, ...model, '--out', 'copied');
    expect(again.stdout).toContain('0 files copied, 4 files there already');
  });

  it.skipIf(process.getuid?.() === 0)('loses nothing where it may not write', async () => {
    const inbox = await writeNew();
    const before = await contents(inbox);
    await mkdir(join(folder, 'closed', 'plain', 'beam'), { recursive: true });
    await chmod(join(folder, 'closed', 'plain', 'beam'), 0o555);
    const run = await sbn('classify', inbox, ...model, '--out', 'closed', '--move');
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(/permission denied/);
    expect(Object.keys(await contents(inbox))).toContain('a/1.png');
    await sbn('classify', '--undo', join('closed', 'manifest.jsonl'));
    expect(await contents(inbox)).toEqual(before);
  });

  it('refuses what makes no sense', async () => {
    const refuses = async (argv: string[], expected: RegExp): Promise<void> => {
      const { code, stderr } = await sbn('classify', ...argv);
      expect(stderr).toMatch(expected);
      expect(code).toBe(2);
    };
    await refuses(['pictures'], /expected a folder of pictures, --model and --out/);
    await refuses(['pictures', ...model, '--out', 'pictures'], /is the folder of the pictures/);
    await refuses(['pictures', ...model, '--out', 'x', '--move', '--copy'], /cannot be used with/);
    await refuses(
      ['pictures', ...model, '--out', 'x', '--score', 'energy'],
      /no thresholds for the score energy/,
    );
    await refuses(['nowhere', ...model, '--out', 'x'], /nowhere: no such file or folder/);
    await refuses(['pictures', '--model', 'pictures', '--out', 'x'], /pictures is no run folder/);
    await refuses(['pictures', '--undo', 'm.jsonl'], /--undo takes its manifest and nothing else/);
    await refuses(['--undo', 'none.jsonl'], /none\.jsonl: no such file/);
    await refuses(['--undo', 'tiny.yaml'], /tiny\.yaml:1: expected a line of a manifest/);
  });
});
