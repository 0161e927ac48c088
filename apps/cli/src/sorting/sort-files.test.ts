import { existsSync, statSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newFolder } from '../testing/tiny-experiment.js';
import { classFolder, scoreFolder } from './class-folder.js';
import { type FoundFile, findPictures } from './find-pictures.js';
import { type ManifestLine, readManifest } from './manifest.js';
import { copyNew, FileChangedError, moveNew } from './place-file.js';
import { type Decision, type SortOptions, sortFiles } from './sort-files.js';
import { type UndoneFile, undoSorting } from './undo-sorting.js';

const { signal } = new AbortController();

/** Writes files: their paths inside the folder and their contents. */
async function write(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

/** The files of a folder with their contents, but those of the sorting itself. */
async function contents(folder: string): Promise<Record<string, string>> {
  if (!existsSync(folder)) return {};
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !/^manifest(-\d+)?\.jsonl$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [relative(folder, file), await readFile(file, 'utf8')])),
  );
}

async function sort(
  decisions: readonly Decision[],
  out: string,
  options: Partial<SortOptions> = {},
): Promise<{ lines: ManifestLine[]; manifest: string | undefined }> {
  const lines: ManifestLine[] = [];
  const { manifest } = await sortFiles({
    decisions: (async function* () {
      yield* decisions;
    })(),
    out,
    action: 'copy',
    scoreBuckets: false,
    dryRun: false,
    signal,
    onLine: (line) => {
      lines.push(line);
    },
    ...options,
  });
  return { lines, manifest };
}

async function undo(manifest: string): Promise<UndoneFile[]> {
  const files: UndoneFile[] = [];
  await undoSorting({ manifest, signal, onFile: (file) => void files.push(file) });
  return files;
}

const cat = (file: string, score = 0.9): Decision => ({ file, label: 'cat', score });

describe('sorting', () => {
  it('copies into class folders, never over another file, and says so before', async () => {
    const folder = await newFolder();
    await write(folder, { 'a/x.png': 'one', 'b/x.png': 'two', 'c.png': 'three', 'out/cat/x.png': 'earlier' });
    const early = new Date('2020-01-02T03:04:05Z');
    await utimes(join(folder, 'a/x.png'), early, early);
    const out = join(folder, 'out');
    const { lines, manifest } = await sort(
      [
        cat(join(folder, 'a/x.png')),
        cat(join(folder, 'b/x.png')),
        { file: join(folder, 'c.png'), label: undefined, score: 0.1 },
        { file: join(folder, 'broken.png'), reason: 'no picture' },
      ],
      out,
    );
    expect(await contents(out)).toEqual({
      'cat/x-2.png': 'one',
      'cat/x-3.png': 'two',
      'cat/x.png': 'earlier',
      'unknown/c.png': 'three',
    });
    expect((await stat(join(out, 'cat/x-2.png'))).mtime).toEqual(early);
    expect(await readManifest(manifest!)).toEqual(lines);
    expect(lines.map(({ action }) => action)).toEqual(['copy', 'copy', 'copy', 'skip']);
    expect(lines[2]).toMatchObject({ class: null, score: 0.1, target: join(out, 'unknown/c.png') });
    expect(await readdir(out)).toEqual(['cat', 'manifest.jsonl', 'unknown']);
    expect(Object.keys(await contents(folder))).toHaveLength(7);
  });

  it('copies nothing twice, in as many runs as there are', async () => {
    const folder = await newFolder();
    await write(folder, { 'x.png': 'one' });
    const out = join(folder, 'out');
    await sort([cat(join(folder, 'x.png'))], out);
    const again = await sort([cat(join(folder, 'x.png'))], out);
    expect(again.lines).toMatchObject([{ action: 'present', target: join(out, 'cat/x.png') }]);
    expect(basename(again.manifest!)).toBe('manifest-2.jsonl');
    expect(await contents(out)).toEqual({ 'cat/x.png': 'one' });
    // The second run has done nothing, so there is nothing of it to undo.
    expect(await undo(again.manifest!)).toEqual([]);
    expect(await contents(out)).toEqual({ 'cat/x.png': 'one' });
  });

  it('moves, and keeps a place for each of two equal files', async () => {
    const folder = await newFolder();
    await write(folder, { 'in/a/x.png': 'same', 'in/b/x.png': 'same' });
    const out = join(folder, 'out');
    const files = ['in/a/x.png', 'in/b/x.png'].map((name) => cat(join(folder, name)));
    const { manifest } = await sort(files, out, { action: 'move' });
    expect(await contents(out)).toEqual({ 'cat/x-2.png': 'same', 'cat/x.png': 'same' });
    expect(await contents(join(folder, 'in'))).toEqual({});
    await undo(manifest!);
    expect(await contents(join(folder, 'in'))).toEqual({ 'a/x.png': 'same', 'b/x.png': 'same' });
    expect(await readdir(out)).toEqual(['manifest.jsonl']);
  });

  it('has folders by score', async () => {
    const folder = await newFolder();
    await write(folder, { 'a.png': '1', 'b.png': '2' });
    const files = [cat(join(folder, 'a.png'), 0.95), cat(join(folder, 'b.png'), 1)];
    await sort(files, join(folder, 'out'), { scoreBuckets: true });
    expect(Object.keys(await contents(join(folder, 'out')))).toEqual([
      'cat/0.9-1.0/a.png',
      'cat/0.9-1.0/b.png',
    ]);
    expect([0, 0.05, 0.1, 0.999].map(scoreFolder)).toEqual(['0.0-0.1', '0.0-0.1', '0.1-0.2', '0.9-1.0']);
  });

  it('only says what it would do in a dry run', async () => {
    const folder = await newFolder();
    await write(folder, { 'a/x.png': 'one', 'b/x.png': 'two' });
    const out = join(folder, 'out');
    const files = ['a/x.png', 'b/x.png'].map((name) => cat(join(folder, name)));
    const { lines, manifest } = await sort(files, out, { dryRun: true, action: 'move' });
    expect(manifest).toBeUndefined();
    expect(lines.map((line) => line.action !== 'skip' && basename(line.target))).toEqual([
      'x.png',
      'x-2.png',
    ]);
    expect(existsSync(out)).toBe(false);
  });

  it('tells what cannot be done, leaves it where it was, and goes on', async () => {
    const folder = await newFolder();
    await write(folder, { 'a.png': '1', 'b.png': '2', 'out/cat': 'a file where a folder should be' });
    const out = join(folder, 'out');
    const files: Decision[] = [
      cat(join(folder, 'a.png')),
      cat(join(folder, 'gone.png')),
      { file: join(folder, 'b.png'), label: 'dog', score: 1 },
    ];
    const { lines, manifest } = await sort(files, out, { action: 'move' });
    expect(lines.map(({ action }) => action)).toEqual(['skip', 'skip', 'move']);
    expect(await contents(folder)).toMatchObject({ 'a.png': '1', 'out/dog/b.png': '2' });
    await undo(manifest!);
    expect(await contents(folder)).toEqual({
      'a.png': '1',
      'b.png': '2',
      'out/cat': 'a file where a folder should be',
    });
  });

  it('stops between two files, and what is done is in the manifest', async () => {
    const folder = await newFolder();
    await write(folder, { 'a.png': '1', 'b.png': '2' });
    const controller = new AbortController();
    const out = join(folder, 'out');
    const files = [cat(join(folder, 'a.png')), cat(join(folder, 'b.png'))];
    const stopped = sort(files, out, {
      signal: controller.signal,
      onLine: () => controller.abort(new Error('enough')),
    });
    await expect(stopped).rejects.toThrow('enough');
    expect(await contents(out)).toEqual({ 'cat/a.png': '1' });
    expect(await undo(join(out, 'manifest.jsonl'))).toMatchObject([{ state: 'back' }]);
  });
});

describe('moving a file', () => {
  const otherFileSystem = '/dev/shm';
  const hasOther = existsSync(otherFileSystem) && statSync(otherFileSystem).dev !== statSync(tmpdir()).dev;

  it.skipIf(!hasOther)('goes from one file system to another, and back', async () => {
    const folder = await newFolder();
    await write(folder, { 'x.png': 'one' });
    const out = join(otherFileSystem, basename(folder));
    try {
      const { manifest, lines } = await sort([cat(join(folder, 'x.png'))], out, { action: 'move' });
      expect(lines.map(({ action }) => action)).toEqual(['move']);
      expect(await contents(out)).toEqual({ 'cat/x.png': 'one' });
      expect(await contents(folder)).toEqual({});
      expect(await undo(manifest!)).toMatchObject([{ state: 'back' }]);
      expect(await contents(folder)).toEqual({ 'x.png': 'one' });
    } finally {
      await rm(out, { recursive: true, force: true });
    }
  });

  it('refuses to take the place of another file', async () => {
    const folder = await newFolder();
    await write(folder, { a: '1', b: '2' });
    const [source, target] = [join(folder, 'a'), join(folder, 'b')];
    const hash = '6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b';
    const file = { source, target, hash, partial: join(folder, 'p') };
    await expect(moveNew(file)).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(copyNew(file)).rejects.toMatchObject({ code: 'EEXIST' });
    const other = { ...file, target: join(folder, 'c'), hash: '0' };
    await expect(copyNew(other)).rejects.toThrow(FileChangedError);
    await rm(join(folder, 'p'), { recursive: true });
    expect(await contents(folder)).toEqual({ a: '1', b: '2' });
  });

  it.skipIf(process.getuid?.() === 0)('leaves nothing at the target where the source cannot go', async () => {
    const folder = await newFolder();
    await write(folder, { 'in/a.png': '1' });
    await chmod(join(folder, 'in'), 0o555);
    const { lines } = await sort([cat(join(folder, 'in/a.png'))], join(folder, 'out'), { action: 'move' });
    await chmod(join(folder, 'in'), 0o755);
    expect(lines).toMatchObject([{ action: 'fail' }]);
    expect(await contents(folder)).toEqual({ 'in/a.png': '1' });
  });
});

describe('undoing', () => {
  it('brings a copy back whose source is gone', async () => {
    const folder = await newFolder();
    await write(folder, { 'in/x.png': 'one' });
    const { manifest } = await sort([cat(join(folder, 'in/x.png'))], join(folder, 'out'));
    await rm(join(folder, 'in'), { recursive: true });
    expect(await undo(manifest!)).toMatchObject([{ state: 'back' }]);
    expect(await contents(folder)).toEqual({ 'in/x.png': 'one' });
    expect(await undo(manifest!)).toMatchObject([{ state: 'nothing' }]);
  });

  it('does not touch what has changed', async () => {
    const folder = await newFolder();
    await write(folder, { 'a.png': '1', 'b.png': '2', 'c.png': '3' });
    const out = join(folder, 'out');
    const files = ['a.png', 'b.png', 'c.png'].map((name) => cat(join(folder, name)));
    const { manifest } = await sort(files, out, { action: 'move' });
    await writeFile(join(out, 'cat/a.png'), 'painted over');
    await writeFile(join(folder, 'b.png'), 'something new');
    await rm(join(out, 'cat/c.png'));
    expect(await undo(manifest!)).toMatchObject([
      { state: 'refused', reason: 'it is at neither of its places' },
      { state: 'refused', reason: 'another file is at its old place' },
      { state: 'refused', reason: 'it has been changed since' },
    ]);
    expect(await contents(folder)).toEqual({
      'b.png': 'something new',
      'out/cat/a.png': 'painted over',
      'out/cat/b.png': '2',
    });
  });

  it('finishes what a kill left half done', async () => {
    const folder = await newFolder();
    await write(folder, { 'a.png': '1', 'b.png': '2', 'c.png': '3' });
    const out = join(folder, 'out');
    const files = ['a.png', 'b.png', 'c.png'].map((name) => cat(join(folder, name)));
    const { manifest } = await sort(files, out, { action: 'move' });
    // Killed after the line of c, after the target of b and before its source went, and in the middle of another line.
    await writeFile(join(folder, 'c.png'), '3');
    await rm(join(out, 'cat/c.png'));
    await writeFile(join(folder, 'b.png'), '2');
    await writeFile(manifest!, '{"action":"mo', { flag: 'a' });
    expect((await undo(manifest!)).map(({ state }) => state)).toEqual(['nothing', 'back', 'back']);
    expect(await contents(folder)).toEqual({ 'a.png': '1', 'b.png': '2', 'c.png': '3' });
  });

  it('refuses a file that is no manifest', async () => {
    const folder = await newFolder();
    await write(folder, { 'm.jsonl': '{"action":"copy"}\n' });
    await expect(undo(join(folder, 'm.jsonl'))).rejects.toThrow(/m\.jsonl:1: expected a line of a manifest/);
  });

  it('is the inverse of sorting, whatever the names', async () => {
    const name = fc.stringMatching(/^[a-c]{1,2}$/).map((stem) => `${stem}.png`);
    const entry = fc.record({
      folder: fc.constantFrom('', 'in', 'in/deep'),
      name,
      content: fc.constantFrom('1', '2', '3'),
      label: fc.option(fc.constantFrom('cat', 'dog/small', '..', 'unknown'), { nil: undefined }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { maxLength: 8 }),
        fc.constantFrom('copy', 'move'),
        async (entries, action) => {
          const folder = await newFolder();
          const decisions = new Map<string, Decision>();
          for (const { folder: sub, name, content, label } of entries) {
            await write(folder, { [join('all', sub, name)]: content });
            const file = join(folder, 'all', sub, name);
            decisions.set(file, { file, label, score: 0.5 });
          }
          const before = await contents(join(folder, 'all'));
          const out = join(folder, 'out');
          const { manifest } = await sort([...decisions.values()], out, {
            action: action as 'copy' | 'move',
          });
          // Every content that was there is still there.
          expect(new Set(Object.values(await contents(out)))).toEqual(new Set(Object.values(before)));
          if (action === 'copy') expect(await contents(join(folder, 'all'))).toEqual(before);
          expect((await undo(manifest!)).filter(({ state }) => state !== 'back')).toEqual([]);
          expect(await contents(join(folder, 'all'))).toEqual(before);
          expect(await contents(out)).toEqual({});
          await rm(folder, { recursive: true });
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('the folder of a class', () => {
  it('is its name, made safe', () => {
    expect(['cat', 'Balinese/character01', undefined].map(classFolder)).toEqual([
      'cat',
      'Balinese/character01',
      'unknown',
    ]);
    expect(['..', '../../etc', '/root', 'a:b', 'dots.', '', 'Unknown'].map(classFolder)).toEqual([
      '__',
      '__/__/etc',
      '_/root',
      'a_b',
      'dots_',
      '_',
      'Unknown-class',
    ]);
  });
});

describe('finding pictures', () => {
  it('looks into all folders but one, and follows no link', async () => {
    const folder = await newFolder();
    await write(folder, { 'b.PNG': '', 'a/c.jpeg': '', 'a/notes.txt': '', 'out/d.webp': '' });
    await mkdir(join(folder, 'e.png'));
    await symlink(join(folder, 'b.PNG'), join(folder, 'f.png'));
    await symlink(folder, join(folder, 'loop'));
    const found: FoundFile[] = [];
    for await (const one of findPictures(folder, join(folder, 'out'))) found.push(one);
    expect(found.map((one) => [relative(folder, one.file), 'reason' in one])).toEqual([
      ['a/c.jpeg', false],
      ['b.PNG', false],
      ['f.png', true],
    ]);
  });
});
