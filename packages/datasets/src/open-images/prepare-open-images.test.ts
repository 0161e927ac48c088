import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { InputError } from '@sbn/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SplitName } from '../dataset.js';
import { encodeNpy } from '../formats/npy.js';
import { loadPrepared } from '../prepared/load-prepared.js';
import { expectInputError } from '../testing/input-errors.js';
import { damage, damages } from '../testing/mutate.js';
import {
  type FixtureLabel,
  fixtureFeatures,
  fixtureImage,
  type OpenImagesFixture,
  openImagesFixture,
  writeOpenImagesFixture,
} from '../testing/open-images-fixture.js';
import { contentsOf, tempFolder } from '../testing/prepared-folder.js';
import { safetensorsFile } from '../testing/safetensors-file.js';
import { type OpenImagesOptions, prepareOpenImages } from './prepare-open-images.js';

interface Line {
  readonly id: string;
  readonly labels: readonly string[];
  readonly negatives: readonly string[];
  readonly image?: string;
}

function fixture(content?: OpenImagesFixture): {
  source: string;
  folder: string;
  features: OpenImagesOptions['features'];
} {
  const root = tempFolder();
  const source = join(root, 'labels');
  writeOpenImagesFixture(source, content);
  const features = [{ file: join(source, 'features.npy'), ids: join(source, 'ids.txt') }];
  return { source, folder: join(root, 'out'), features };
}

function linesOf(folder: string, split: SplitName): Line[] {
  const lines = readFileSync(join(folder, `${split}.jsonl`), 'utf8')
    .split('\n')
    .slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}

/** What the paper's program does, written down plainly: sets of positives by image, and two filters. */
function reference(
  content: OpenImagesFixture,
  options: Pick<OpenImagesOptions, 'trainPrefix' | 'otherClasses'>,
): { labels: string[]; lines: Record<SplitName, Line[]> } {
  const byImage = (rows: readonly FixtureLabel[]): Map<string, { yes: Set<string>; no: Set<string> }> => {
    const images = new Map<string, { yes: Set<string>; no: Set<string> }>();
    for (const [image, label, isPositive] of rows) {
      const sets = images.get(image) ?? { yes: new Set(), no: new Set() };
      (isPositive ? sets.yes : sets.no).add(label);
      images.set(image, sets);
    }
    return new Map([...images].filter(([, { yes }]) => yes.size > 0));
  };
  const train = new Map(
    [...byImage(content.train)].filter(([image]) => image.startsWith(options.trainPrefix ?? '')),
  );
  const drops = options.otherClasses !== 'drop-label';
  const trainable = new Set(content.trainable);
  let labels = new Set(
    [...train.values()].flatMap(({ yes }) => [...yes]).filter((label) => trainable.has(label)),
  );
  if (drops) {
    const covered = [...train.values()].filter(({ yes }) => [...yes].every((label) => labels.has(label)));
    labels = new Set(covered.flatMap(({ yes }) => [...yes]));
  }
  const toLines = (images: ReturnType<typeof byImage>): Line[] =>
    [...images]
      .flatMap(([id, { yes, no }]) => {
        const known = [...yes].filter((label) => labels.has(label)).sort();
        if (known.length === 0 || (drops && known.length < yes.size)) return [];
        return [
          {
            id,
            labels: known,
            negatives: [...no].filter((label) => labels.has(label) && !yes.has(label)).sort(),
          },
        ];
      })
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    labels: [...labels].sort(),
    lines: {
      train: toLines(train),
      valid: toLines(byImage(content.valid)),
      test: toLines(byImage(content.test)),
    },
  };
}

test('any rows in any order give the label sets of the plain program', async () => {
  const row = (first: number) =>
    fc.tuple(
      fc.integer({ min: first, max: first + 6 }).map(fixtureImage),
      fc.constantFrom('/m/0a', '/m/0b', '/m/0c', '/m/0d', '/m/0e'),
      fc.boolean(),
    );
  const rows = (first: number) => fc.array(row(first), { minLength: 3, maxLength: 25 });
  let numPrepared = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.record({ train: rows(0), valid: rows(10), test: rows(20) }),
      fc.subarray(['/m/0a', '/m/0b', '/m/0c', '/m/0d'], { minLength: 1 }),
      fc.constantFrom('drop-image' as const, 'drop-label' as const),
      async (splits, trainable, otherClasses) => {
        const content = { ...splits, trainable, descriptions: { '/m/0a': 'A' } };
        const { source, folder, features } = fixture(content);
        const expected = reference(content, { otherClasses });
        const run = () => prepareOpenImages({ source, folder, features, otherClasses, expect: false });
        if (expected.lines.train.length === 0) {
          await expectInputError(run, { code: 'empty-file' });
          return;
        }
        const record = await run();
        numPrepared++;
        expect(readFileSync(join(folder, 'labels.txt'), 'utf8').split('\n').slice(0, -1)).toEqual(
          expected.labels,
        );
        for (const split of ['train', 'valid', 'test'] as const) {
          expect(linesOf(folder, split)).toEqual(expected.lines[split]);
          expect(record.splits[split].count).toBe(expected.lines[split].length);
        }
      },
    ),
    { numRuns: 15 },
  );
  expect(numPrepared).toBeGreaterThan(5);
});

test('features follow their images, from .npy, safetensors and Parquet, in several files and any order', async () => {
  const { source, folder, features } = fixture();
  const all = readFileSync(join(source, 'ids.txt'), 'utf8').trim().split('\n');
  const zeroRows = (name: string, ids: string[]): string => {
    const data = new Uint16Array(3 * ids.length);
    const file = join(source, `${name}.safetensors`);
    writeFileSync(file, safetensorsFile({ x: { dtype: 'F16', shape: [ids.length, 3], data } }));
    writeFileSync(join(source, `${name}.txt`), ids.join('\n'));
    return file;
  };
  const npy = (name: string, ids: string[]): string => {
    const data = Float32Array.from(ids.flatMap(fixtureFeatures));
    writeFileSync(join(source, `${name}.npy`), encodeNpy({ numRows: ids.length, numCols: 3, data }));
    writeFileSync(join(source, `${name}.txt`), `${ids.join('\n')}\n`);
    return join(source, `${name}.npy`);
  };
  const reversed = [...all].reverse();
  const parts = [npy('one', reversed.slice(0, 70)), npy('two', reversed.slice(70))];
  const kinds: [string, OpenImagesOptions['features'], number][] = [
    ['npy', features, 4],
    ['parquet', [{ file: join(source, 'features.parquet'), idColumn: 'ImageID' }], 2],
    ['parts', parts.map((file) => ({ file, ids: file.replace('.npy', '.txt') })), 4],
  ];
  for (const [kind, chosen, bytes] of kinds) {
    const out = `${folder}-${kind}`;
    const record = await prepareOpenImages({ source, folder: out, features: chosen, expect: false });
    expect(record.inputs).toBe('dense');
    expect(readFileSync(join(out, 'train.npy')).length).toBe(128 + record.splits.train.count * 3 * bytes);
    const { splits } = await loadPrepared({ folder: out });
    for (const split of ['train', 'valid', 'test'] as const) {
      const { ids, inputs } = splits[split];
      expect(inputs).toMatchObject({ data: Float32Array.from(ids!.flatMap(fixtureFeatures)) });
    }
  }
  const zeros = zeroRows('zeros', all);
  const record = await prepareOpenImages({
    source,
    folder,
    features: [{ file: zeros, ids: zeros.replace('.safetensors', '.txt') }],
    expect: false,
  });
  expect(readFileSync(join(folder, 'test.npy')).length).toBe(128 + record.splits.test.count * 3 * 2);
});

test("the paper's way: ids that start with 1, some images drawn, its counts asked for", async () => {
  const content = openImagesFixture([900, 40, 40]);
  const { source, folder, features } = fixture(content);
  const paper = { source, folder, features, trainPrefix: '1', sizes: { valid: 5, test: 10 } };
  const error = await expectInputError(() => prepareOpenImages(paper), { code: 'other-counts' });
  expect(error.message).toContain('9 labels instead of 8,933; 5 validation images instead of 5,000');
  await expectInputError(() => loadPrepared({ folder }), { code: 'not-prepared' });
  const record = await prepareOpenImages({ ...paper, expect: false });
  const expected = reference(content, paper);
  expect(linesOf(folder, 'train')).toEqual(expected.lines.train);
  const drawn = linesOf(folder, 'test');
  expect(drawn.length).toBe(10);
  expect(drawn).toEqual(expected.lines.test.filter(({ id }) => drawn.some((line) => line.id === id)));
  expect(drawn).not.toEqual(expected.lines.test.slice(0, 10));
  expect(record.expectation?.met).toBe(false);
  await expectInputError(() => prepareOpenImages(paper), { code: 'other-counts' });
  const other = `${folder}-2`;
  await prepareOpenImages({ ...paper, folder: other, expect: false, seed: 1 });
  expect(linesOf(other, 'test')).not.toEqual(drawn);
  expect(readFileSync(join(folder, 'label-descriptions.txt'), 'utf8')).toMatch(/^Class 0, "so called"\n/);
});

test('id lists choose the images of a split, from whichever file', async () => {
  const content = openImagesFixture();
  const { source, folder, features } = fixture(content);
  const { lines } = reference(content, {});
  const chosen = lines.train.slice(0, 20).map(({ id }) => id);
  const list = join(source, 'valid-ids.txt');
  writeFileSync(list, chosen.join('\n'));
  const record = await prepareOpenImages({ source, folder, features, ids: { valid: list }, expect: false });
  expect(linesOf(folder, 'valid').map(({ id }) => id)).toEqual(chosen);
  expect(record.counts['images that no list names']).toBe(40);
  expect(linesOf(folder, 'train').length).toBe(lines.train.length - 20);
  writeFileSync(list, `${chosen[0]}\n${chosen[0]}\n`);
  await expectInputError(
    () => prepareOpenImages({ source, folder, features, ids: { valid: list }, expect: false, fresh: true }),
    { code: 'duplicate-name', file: list, line: 2 },
  );
});

test('pictures from folders; those that are missing are counted', async () => {
  const content = openImagesFixture([40, 8, 8]);
  const { source, folder } = fixture(content);
  const images = join(source, 'pictures');
  const { lines } = reference(content, {});
  for (const [split, list] of Object.entries(lines)) {
    mkdirSync(join(images, split), { recursive: true });
    for (const { id } of list.slice(split === 'test' ? 1 : 0))
      writeFileSync(join(images, split, `${id}.jpg`), '');
  }
  const record = await prepareOpenImages({ source, folder, images, expect: false });
  expect(record.inputs).toBe('images');
  expect(linesOf(folder, 'train')).toEqual(
    lines.train.map((line) => ({ ...line, image: `../labels/pictures/train/${line.id}.jpg` })),
  );
  expect(linesOf(folder, 'test').length).toBe(lines.test.length - 1);
  expect(record.counts['images without a picture']).toBeGreaterThanOrEqual(1);
});

test('what is counted: repeated and contradicting labels, images without a positive class or features', async () => {
  const [a, b, c, d] = [0, 1, 2, 3].map(fixtureImage) as [string, string, string, string];
  const content: OpenImagesFixture = {
    train: [
      [a, '/m/0a', true],
      [a, '/m/0a', true],
      [b, '/m/0a', true],
      [b, '/m/0a', false],
      [c, '/m/0a', false],
    ],
    valid: [[d, '/m/0z', true]],
    test: [],
    trainable: ['/m/0a'],
    descriptions: { '/m/0a': 'A' },
  };
  const { source, folder, features } = fixture(content);
  const record = await prepareOpenImages({ source, folder, features, expect: false });
  expect(record.counts).toEqual({
    'labels given again': 1,
    'labels given as positive and as negative': 1,
    'images without a positive class': 1,
    'images left out for classes that are no labels': 1,
    'classes without a description': 1,
  });
});

test('files that are missing, of another kind or damaged are refused with their line', async () => {
  const { source, folder, features } = fixture(openImagesFixture([30, 5, 5]));
  const prepare = (options: Partial<OpenImagesOptions> = {}) =>
    prepareOpenImages({ source, folder, features, expect: false, fresh: true, ...options });
  const file = join(source, 'oidv6-train-annotations-human-imagelabels.csv');
  const whole = readFileSync(file, 'utf8');
  const header = 'ImageID,Source,LabelName,Confidence';
  const id = fixtureImage(0);
  const wrong: [string, string, number][] = [
    [`${header},XMin\n`, 'syntax', 1],
    [`${header}\n${id},machine,/m/0a,0.7\n`, 'bad-number', 2],
    [`${header}\n${id},v,/m/0a,1\n${id.toUpperCase()},v,/m/0a,1\n`, 'syntax', 3],
    [`${header}\n${id},v,Person,1\n`, 'syntax', 2],
    [`${header}\n${id},v,/m/0a\n`, 'syntax', 2],
    [`${header}\n"${id}",v,/m/0a,1\n`, 'syntax', 2],
  ];
  for (const [text, code, line] of wrong) {
    writeFileSync(file, text);
    await expectInputError(() => prepare(), { code: code as 'syntax', file, line });
  }
  rmSync(file);
  await expectInputError(() => prepare(), { code: 'file-not-found', file });
  writeFileSync(`${file}.gz`, gzipSync(whole));
  await prepare();
  const ids = join(source, 'ids.txt');
  writeFileSync(ids, `${id}\n`);
  await expectInputError(() => prepare(), { code: 'wrong-count', file: ids });
  writeFileSync(ids, `${id}\n${id}\n`);
  await expectInputError(() => prepare(), { code: 'duplicate-name', file: ids, line: 2 });
  await expect(prepare({ images: source })).rejects.toThrow(RangeError);
  await expectInputError(() => prepare({ features: undefined, images: source }), { code: 'empty-file' });
});

test('killed at any moment and started again, the folder ends up the same and nothing is left over', async () => {
  const { source, folder, features } = fixture(openImagesFixture([60, 10, 10]));
  const whole = `${folder}-whole`;
  const prepare = (options: Partial<OpenImagesOptions>) =>
    prepareOpenImages({ source, folder, features, expect: false, ...options });
  await prepare({ folder: whole });
  const controller = new AbortController();
  const onProgress = ({ step }: { step: string }): void => {
    if (step.endsWith('test')) controller.abort(new Error('stop'));
  };
  await expect(prepare({ onProgress, signal: controller.signal })).rejects.toThrow('stop');
  await expectInputError(() => loadPrepared({ folder }), { code: 'not-prepared' });
  // What a kill leaves: parts of the spool, and rows.
  mkdirSync(join(folder, 'labels-of-train'), { recursive: true });
  writeFileSync(join(folder, 'labels-of-train', 'part-17'), 'left over');
  writeFileSync(join(folder, 'train.npy'), 'left over');
  await prepare({});
  expect(await contentsOf(folder)).toEqual(await contentsOf(whole));
});

test('a damaged label file is read or refused', async () => {
  const { source, folder, features } = fixture(openImagesFixture([12, 3, 3]));
  const names = [
    'oidv6-train-annotations-human-imagelabels.csv',
    'oidv6-classes-trainable.txt',
    'oidv6-class-descriptions.csv',
  ];
  const contents = names.map((name) => readFileSync(join(source, name)));
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(2), damages(), async (which, list) => {
      for (const [i, name] of names.entries()) {
        writeFileSync(join(source, name), i === which ? damage(contents[i]!, list) : contents[i]!);
      }
      try {
        await prepareOpenImages({ source, folder: `${folder}${++runs}`, features, expect: false });
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
      }
    }),
    { numRuns: 15 },
  );
});
