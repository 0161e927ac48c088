import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SplitName } from '../dataset.js';
import { encodeNpy } from '../formats/npy.js';
import { expectInputError } from '../testing/input-errors.js';
import { contentsOf, prepareSmall, resultWith, tempFolder } from '../testing/prepared-folder.js';
import { openPreparation, type Preparation } from './open-preparation.js';
import type { PreparedExample } from './prepared-record.js';

const splits = ['train', 'valid', 'test'] as const;
const one = { id: 'a', text: 'one', labels: ['x'] };

describe('openPreparation', () => {
  it('writes examples, lists and, last, the record', async () => {
    const folder = tempFolder();
    const preparation = await openPreparation({ folder, kind: 'test', identity: { seed: 1 } });
    expect(preparation.state).toBeUndefined();
    await preparation.write('train', { id: 'a', text: 'née', labels: ['y', 'x', 'y'] });
    await preparation.write('train', { id: 'b', text: 'two', labels: [], negatives: ['x'] });
    await preparation.write('test', { id: 'c', text: 'three', labels: ['x'] });
    expect(preparation.counts).toEqual({ train: 2, valid: 0, test: 1 });
    expect(preparation.labelCounts()).toEqual(new Map(Object.entries({ x: 2, y: 1 })));
    expect(Object.keys(await contentsOf(folder))).not.toContain('prepared.json');
    const record = await preparation.finish(
      resultWith(['x', 'y', 'z'], {
        labelDescriptions: ['an x', 'a\n y', ''],
        vocabulary: ['née', 'two'],
        embeddings: { numRows: 2, numCols: 1, data: Float32Array.of(1, 2) },
        counts: { dropped: 3 },
      }),
    );
    await preparation.close();

    const contents = await contentsOf(folder);
    expect(Object.keys(contents)).toEqual([
      'embeddings.npy',
      'label-descriptions.txt',
      'labels.txt',
      'prepared.json',
      'test.jsonl',
      'train.jsonl',
      'valid.jsonl',
      'vocabulary.txt',
    ]);
    expect(readFileSync(join(folder, 'train.jsonl'), 'utf8')).toBe(
      '{"id":"a","text":"née","labels":["x","y"]}\n{"id":"b","text":"two","labels":[],"negatives":["x"]}\n',
    );
    expect(contents['labels.txt']).toBe('x\ny\nz\n');
    expect(contents['label-descriptions.txt']).toBe('an x\na y\n\n');
    expect(JSON.parse(contents['prepared.json']!)).toEqual(record);
    expect(record).toMatchObject({
      kind: 'test',
      numLabels: 3,
      labelsPerExample: { mean: 1, max: 2 },
      counts: { dropped: 3 },
      splits: { train: { count: 2, bytes: statSync(join(folder, 'train.jsonl')).size }, valid: { count: 0 } },
    });
    // `printf 'x\ny\nz\n' | sha256sum`
    expect(record.files['labels.txt']!.sha256).toBe(
      '81884b5f2cb68edc6286363dcc4699a913a2d5ba05818d0fdc43ba68bb990bd8',
    );
  });

  it('has nothing to do where the same was prepared before, and refuses another', async () => {
    const folder = tempFolder();
    const record = await prepareSmall(folder, { train: [one], valid: [], test: [] }, resultWith(['x']));
    const again = await openPreparation({ folder, kind: 'test', identity: {} });
    expect(again.finished).toEqual(record);
    expect(() => again.write('train', one)).toThrow('already prepared');
    await again.close();
    const error = await expectInputError(
      () => openPreparation({ folder, kind: 'test', identity: { files: [{ bytes: 3 }] } }),
      { code: 'other-preparation' },
    );
    expect(error.message).toMatch(/files was nothing there and is .*--fresh/);
    await expectInputError(() => openPreparation({ folder, kind: 'other', identity: {} }), {
      code: 'other-preparation',
    });
    const fresh = await openPreparation({ folder, kind: 'other', identity: {}, fresh: true });
    expect(fresh.finished).toBeUndefined();
    expect(Object.keys(await contentsOf(folder))).toEqual([
      'progress.json',
      'test.jsonl',
      'train.jsonl',
      'valid.jsonl',
    ]);
    await fresh.close();
  });

  it.each([false, true])('leaves alone what no preparation wrote (fresh: %s)', async (fresh) => {
    const folder = tempFolder();
    writeFileSync(join(folder, 'train.jsonl'), 'mine');
    await expectInputError(() => openPreparation({ folder, kind: 'test', identity: {}, fresh }), {
      code: 'other-preparation',
      file: join(folder, 'train.jsonl'),
    });
    expect(await contentsOf(folder)).toEqual({ 'train.jsonl': 'mine' });
  });

  it('notices that a file lost what the checkpoint had seen', async () => {
    const folder = tempFolder();
    const preparation = await openPreparation({ folder, kind: 'test', identity: {} });
    await preparation.write('train', one);
    await preparation.checkpoint({ at: 1 });
    await preparation.close();
    truncateSync(join(folder, 'train.jsonl'), 5);
    await expectInputError(() => openPreparation({ folder, kind: 'test', identity: {} }), {
      code: 'truncated',
      file: join(folder, 'train.jsonl'),
    });
  });

  it.each<[string, readonly PreparedExample[], readonly string[], string]>([
    ['no training example', [], ['x'], 'empty-file'],
    ['a label that is not in the list', [one], ['y'], 'unknown-label'],
    ['a name with a line end', [one], ['x', 'y\nz'], 'syntax'],
    ['a name that occurs twice', [one], ['x', 'x'], 'duplicate-name'],
    ['no labels', [{ id: 'a', labels: [] }], [], 'missing-labels'],
  ])('refuses to finish with %s', async (_name, train, names, code) => {
    const folder = tempFolder();
    await expect(
      prepareSmall(folder, { train, valid: [], test: [] }, resultWith(names)),
    ).rejects.toMatchObject({ name: 'InputError', code });
    expect(Object.keys(await contentsOf(folder))).not.toContain('prepared.json');
  });

  it('takes dense rows that lie in the folder, one for each example', async () => {
    const folder = tempFolder();
    const preparation = await openPreparation({ folder, kind: 'test', identity: {} });
    await preparation.write('train', { id: 'a', labels: ['x'] });
    await preparation.write('train', { id: 'b', labels: [] });
    const rows = (count: number): Uint8Array =>
      encodeNpy({ shape: [count, 3], data: new Float64Array(3 * count) }, { type: 'float32' });
    writeFileSync(join(folder, 'train.npy'), rows(3));
    const result = resultWith(['x'], { inputs: 'dense' });
    await expectInputError(() => preparation.finish(result), {
      code: 'wrong-count',
      file: join(folder, 'train.npy'),
    });
    writeFileSync(join(folder, 'train.npy'), rows(2));
    const record = await preparation.finish(result);
    await preparation.close();
    expect(record.splits.train.inputs).toBe('train.npy');
    expect(record.files['train.npy']!.bytes).toBe(rows(2).length);
  });

  it('ends byte for byte the same after a kill at any moment', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            split: fc.constantFrom(...splits),
            text: fc.string({ maxLength: 40, unit: 'grapheme' }),
            labels: fc.array(fc.constantFrom('x', 'y', 'z'), { maxLength: 4 }),
          }),
          { minLength: 1, maxLength: 12 },
        ),
        fc.array(fc.record({ after: fc.nat(12), checkpoint: fc.boolean() }), { maxLength: 4 }),
        async (items, kills) => {
          const all = [{ split: 'train' as SplitName, text: 't', labels: ['x'] }, ...items];
          const result = resultWith(['x', 'y', 'z'], { counts: { examples: all.length } });
          const writeFrom = async (preparation: Preparation, to: number): Promise<number> => {
            let at = (preparation.state as { at: number } | undefined)?.at ?? 0;
            for (; at < to; at++) {
              const { split, ...example } = all[at]!;
              await preparation.write(split, { id: String(at), ...example });
            }
            return at;
          };
          const unbroken = tempFolder();
          const whole = await openPreparation({ folder: unbroken, kind: 'test', identity: {} });
          await writeFrom(whole, all.length);
          await whole.finish(result);
          await whole.close();

          let folder = tempFolder();
          for (const { after, checkpoint } of kills) {
            const preparation = await openPreparation({ folder, kind: 'test', identity: {} });
            const at = await writeFrom(preparation, Math.min(after, all.length));
            if (checkpoint) await preparation.checkpoint({ at });
            // A kill leaves what is on the disk at that moment, and a few bytes more or a torn temporary file.
            const next = tempFolder();
            await cp(folder, next, { recursive: true });
            writeFileSync(join(next, 'train.jsonl'), '{"id":"torn', { flag: 'a' });
            writeFileSync(join(next, 'progress.json.123'), '{');
            writeFileSync(join(next, 'prepared.json.45'), '{');
            writeFileSync(join(next, 'labels.txt.6'), 'x');
            await preparation.close();
            folder = next;
          }
          const last = await openPreparation({ folder, kind: 'test', identity: {} });
          await writeFrom(last, all.length);
          await last.finish(result);
          await last.close();
          expect(await contentsOf(folder)).toEqual(await contentsOf(unbroken));
        },
      ),
      { numRuns: 40 },
    );
  });
});
