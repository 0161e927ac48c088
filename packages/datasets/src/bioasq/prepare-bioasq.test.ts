import { appendFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { SplitName } from '../dataset.js';
import { splitByHash } from '../loading/split-by-hash.js';
import { type AllMeshFixture, writeAllMeshFixture } from '../testing/all-mesh-fixture.js';
import { expectInputError } from '../testing/input-errors.js';
import { contentsOf, tempFolder } from '../testing/prepared-folder.js';
import { type BioasqOptions, prepareBioasq } from './prepare-bioasq.js';

const splits = ['train', 'valid', 'test'] as const;

interface Line {
  id: string;
  text: string;
  labels: string[];
}

function linesOf(folder: string, split: SplitName): Line[] {
  const text = readFileSync(join(folder, `${split}.jsonl`), 'utf8');
  return text === ''
    ? []
    : text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Line);
}

/** The lines that a split should have. Latin-1 cannot be told from bytes that were meant otherwise. */
function expectedLines(
  { articles }: AllMeshFixture,
  isWanted: (pmid: string) => boolean,
  isLabel: (label: string) => boolean = () => true,
): Line[] {
  return articles
    .filter(({ pmid }) => isWanted(String(pmid)))
    .map(({ pmid, title, abstractText, meshMajor }) => ({
      id: String(pmid),
      text: `${title} ${abstractText}`,
      labels: meshMajor.filter(isLabel).sort(),
    }));
}

const listed = (file: string): Set<string> => new Set(readFileSync(file, 'utf8').split('\n').slice(1, -1));

/** A fixture in a folder of its own, and options that prepare it. */
function fixture(options: Parameters<typeof writeAllMeshFixture>[1] = {}): {
  written: AllMeshFixture;
  file: string;
  options: BioasqOptions;
} {
  const file = join(tempFolder(), 'allMeSH_2020.json');
  const written = writeAllMeshFixture(file, options);
  const { lists, labels } = written;
  return {
    written,
    file,
    options: { articles: file, lists, labels, folder: tempFolder(), expect: false },
  };
}

describe('prepareBioasq', () => {
  it.each(['lines', 'one-line', 'pretty'] as const)(
    'takes the listed articles of a file of %s',
    async (layout) => {
      const { written, file, options } = fixture({ layout });
      const bytes: number[] = [];
      const record = await prepareBioasq({
        ...options,
        onProgress: ({ step, done, total }) => {
          expect(step).toBe('reading allMeSH_2020.json');
          expect(total).toBe(readFileSync(file).length);
          bytes.push(done);
        },
      });
      expect(bytes.at(-1)).toBe(readFileSync(file).length);
      for (const split of splits) {
        const pmids = listed(written.lists[split]);
        expect(linesOf(options.folder, split)).toEqual(expectedLines(written, (pmid) => pmids.has(pmid)));
      }
      expect(record).toMatchObject({
        kind: 'bioasq',
        inputs: 'text',
        numLabels: 12,
        splits: { train: { count: 60 }, valid: { count: 20 }, test: { count: 20 } },
        expectation: { met: false },
      });
      const isListed = (i: number): boolean =>
        splits.some((split) => listed(written.lists[split]).has(String(written.articles[i]!.pmid)));
      expect(record.counts).toEqual({
        'training articles': 60,
        'validation articles': 20,
        'test articles': 20,
        labels: 12,
        'articles in the file': 131,
        'wanted articles that occur again': isListed(0) ? 1 : 0,
        'articles without a PMID': 0,
        'wanted articles without text': 0,
        'wanted articles that are not UTF-8': isListed(1) ? 1 : 0,
        'headings that are no labels': 0,
        'articles without a label': 0,
        'listed articles that are not taken': 0,
      });
      expect(readFileSync(join(options.folder, 'labels.txt'), 'utf8')).toBe(
        `${written.labelNames.join('\n')}\n`,
      );
    },
  );

  it('splits all articles by their PMIDs, takes the first of each, and finds the most frequent headings', async () => {
    const { written, options } = fixture();
    const shares = { seed: 3, valid: 0.2, test: 0.3, limits: { train: 40, test: 5 } };
    const { counts } = await prepareBioasq({
      ...options,
      lists: undefined,
      labels: undefined,
      shares,
      numLabels: 4,
    });
    const all = expectedLines(written, () => true);
    const inSplit = (split: SplitName): Line[] => all.filter(({ id }) => splitByHash(id, shares) === split);
    const training = inSplit('train').slice(0, 40);
    const count = (label: string): number => training.filter(({ labels }) => labels.includes(label)).length;
    const names = [...written.labelNames].sort((a, b) => count(b) - count(a) || (a < b ? -1 : 1)).slice(0, 4);
    expect(readFileSync(join(options.folder, 'labels.txt'), 'utf8')).toBe(`${names.join('\n')}\n`);
    const expected = { train: training, valid: inSplit('valid'), test: inSplit('test').slice(0, 5) };
    for (const split of splits) {
      expect(linesOf(options.folder, split)).toEqual(
        expected[split].map((line) => ({
          ...line,
          labels: line.labels.filter((label) => names.includes(label)),
        })),
      );
    }
    const lines = splits.flatMap((split) => linesOf(options.folder, split));
    expect(counts).toMatchObject({
      'articles in the file': 131,
      'wanted articles that occur again': 1,
      'wanted articles that are not UTF-8': 1,
      'articles without a label': lines.filter(({ labels }) => labels.length === 0).length,
      'headings that are no labels':
        Object.values(expected)
          .flat()
          .flatMap(({ labels }) => labels).length - lines.flatMap(({ labels }) => labels).length,
    });
    expect(counts['articles without a label']).toBeGreaterThan(0);
  });

  it('ends with the same bytes when it is cut off anywhere, packed or not', async () => {
    const { file, options } = fixture({
      sizes: { train: 3000, valid: 100, test: 100 },
      numOthers: 900,
      numLabels: 40,
    });
    writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 0 }));
    const size = readFileSync(file).length;
    expect(size).toBeGreaterThan(3 * 256 * 1024);
    for (const [articles, parts] of [
      [file, {}],
      [`${file}.gz`, {}],
      [
        file,
        { labels: undefined, numLabels: 7, lists: undefined, shares: { seed: 0, valid: 0.1, test: 0.1 } },
      ],
    ] as const) {
      const whole = { ...options, ...parts, articles, checkpointBytes: 1, folder: tempFolder() };
      await prepareBioasq(whole);
      const expected = await contentsOf(whole.folder);
      for (let cut = 1; ; cut++) {
        const folder = tempFolder();
        const controller = new AbortController();
        let calls = 0;
        // Between two pieces of the file everything behind the last checkpoint is lost.
        const onProgress = (): void => {
          if (++calls === cut) controller.abort();
        };
        const first = prepareBioasq({ ...whole, folder, onProgress, signal: controller.signal });
        if (
          (await first.then(
            () => 'done',
            () => 'stopped',
          )) === 'done'
        ) {
          expect(cut).toBeGreaterThan(3);
          break;
        }
        expect(Object.keys(await contentsOf(folder))).toContain('progress.json');
        // What a kill leaves behind the last checkpoint is taken back.
        appendFileSync(join(folder, 'train.jsonl'), '{"id":"half');
        await prepareBioasq({ ...whole, folder });
        expect(await contentsOf(folder)).toEqual(expected);
      }
    }
  });

  it('tells a cut off file, one with fewer articles, and another edition apart from a good one', async () => {
    const { file, written, options } = fixture();
    const early = await expectInputError(() => prepareBioasq({ ...options, expect: true }), {
      code: 'other-counts',
      file: written.lists.train,
    });
    expect(early.message).toContain('60 listed training articles instead of 100,000');
    const labels = { ...options, lists: undefined, shares: { seed: 0, valid: 0, test: 0 }, expect: true };
    await expectInputError(() => prepareBioasq(labels), { code: 'other-counts', file: options.labels! });

    // Two listed articles that the file does not have.
    appendFileSync(written.lists.test, '77\n78\n');
    const { counts } = await prepareBioasq(options);
    expect(counts).toMatchObject({ 'test articles': 20, 'listed articles that are not taken': 2 });

    const all = { ...labels, labels: undefined, folder: tempFolder() };
    for (const isPrepared of [false, true]) {
      const late = await expectInputError(() => prepareBioasq(all), { code: 'other-counts', file });
      expect(late.message).toContain('130 training articles instead of 100,000');
      expect(Object.keys(await contentsOf(all.folder)).includes('prepared.json')).toBe(isPrepared);
      await prepareBioasq({ ...all, expect: false });
    }

    truncateSync(file, readFileSync(file).length - 300);
    const cut = { ...options, folder: tempFolder() };
    const line = readFileSync(file, 'latin1').split('\n').length;
    const error = await expectInputError(() => prepareBioasq(cut), { code: 'truncated', file, line });
    expect(error.message).toContain('inside the value at byte');
    expect(Object.keys(await contentsOf(cut.folder))).not.toContain('prepared.json');
  });

  it.each([
    ['{"pmid":"1","title":"t","meshMajor":"A"}', 'mixed-kinds', 'Expected meshMajor to be a list'],
    ['{"pmid":"1","title":7,"meshMajor":["A"]}', 'mixed-kinds', 'Expected title to be a text'],
    ['{"pmid":"1","title":"t","meshMajor":["A",]}', 'syntax', 'not valid JSON'],
    ['"1"', 'mixed-kinds', 'Expected an article'],
  ] as const)('says where an article is that is not as it should be: %s', async (article, code, message) => {
    const { file, options } = fixture();
    writeFileSync(file, `{"articles":[\n{"pmid":"5"},\n${article}]}`);
    const shares = { seed: 0, valid: 0, test: 0 };
    const error = await expectInputError(() => prepareBioasq({ ...options, lists: undefined, shares }), {
      code,
      file,
      line: 3,
    });
    expect(error.message).toContain(message);
  });

  it('leaves out articles without a PMID or a text, and keeps one without a label', async () => {
    const { file, options } = fixture();
    const articles = [
      { title: 'no PMID', meshMajor: ['Heading 1, Human'] },
      { pmid: '1', title: null, abstractText: ' ', meshMajor: ['Heading 1, Human'] },
      { pmid: '2', title: null, abstractText: 'text' },
      { pmid: 3, title: ' title ', meshMajor: [' Heading 1, Human', 'Else'] },
    ];
    writeFileSync(file, JSON.stringify({ year: 2020, articles, more: null }));
    const shares = { seed: 0, valid: 0, test: 0 };
    const { counts } = await prepareBioasq({ ...options, lists: undefined, shares });
    expect(linesOf(options.folder, 'train')).toEqual([
      { id: '2', text: 'text', labels: [] },
      { id: '3', text: 'title', labels: ['Heading 1, Human'] },
    ]);
    expect(counts).toMatchObject({
      'articles without a PMID': 1,
      'wanted articles without text': 1,
      'articles without a label': 1,
      'headings that are no labels': 1,
    });
    const tooMany = {
      ...options,
      lists: undefined,
      labels: undefined,
      shares,
      numLabels: 3,
      folder: tempFolder(),
    };
    const error = await expectInputError(() => prepareBioasq(tooMany), { code: 'missing-labels', file });
    expect(error.message).toContain('have 2 headings, fewer than the 3 labels');
  });

  it('refuses lists that are none, and options that do not go together', async () => {
    const { written, options } = fixture();
    const { train, test } = written.lists;
    const pmid = readFileSync(train, 'utf8').split('\n')[1]!;
    appendFileSync(test, `"${pmid}"\n`);
    await expectInputError(() => prepareBioasq(options), { code: 'duplicate-name', file: test, line: 22 });
    writeFileSync(test, '12\nPMC13\n');
    await expectInputError(() => prepareBioasq(options), { code: 'bad-number', file: test, line: 2 });
    writeFileSync(test, 'pmid\n');
    await expectInputError(() => prepareBioasq(options), { code: 'empty-file', file: test });
    const shares = { seed: 0, valid: 0, test: 0 };
    for (const parts of [
      { shares },
      { lists: undefined },
      { numLabels: 3 },
      { labels: undefined, numLabels: 0 },
      { lists: undefined, shares: { ...shares, valid: 1 } },
      { lists: undefined, shares: { ...shares, limits: { test: -1 } } },
    ]) {
      await expect(prepareBioasq({ ...options, ...parts })).rejects.toThrow(RangeError);
    }
  });
});
