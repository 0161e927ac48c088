import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readNumpyMatrix } from '@sbn/datasets';
import { openPreparation, openPrepared } from '@sbn/datasets/prepare';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { writeTinyImageModel } from '../../../packages/embed/src/testing/tiny-image-model.js';
import { writeTinyTextModel } from '../../../packages/embed/src/testing/tiny-text-model.js';
import { type MainRun, runMain } from '../src/testing/run-main.js';
import { newFolder } from '../src/testing/tiny-experiment.js';

const texts = ['red', 'green blue', 'blue, blue', ''];

/** A folder with a model of texts in `model`, and runs in it. */
async function workshop(): Promise<{ folder: string; run: (...argv: string[]) => Promise<MainRun> }> {
  const folder = await newFolder();
  await writeTinyTextModel(join(folder, 'model'));
  return {
    folder,
    run: (...argv) => runMain(['embed', '--model', 'model', ...argv], { workingDirectory: folder }),
  };
}

const rowsOf = async (file: string): Promise<number[]> => [...(await readNumpyMatrix(file)).data];

describe('sbn embed', () => {
  it('reads JSON lines, tables and plain text alike', async () => {
    const { folder, run } = await workshop();
    const examples = texts.map((text, i) => ({ pmid: 100 + i, abstract: text }));
    const lines = examples.map((example) => `${JSON.stringify(example)}\n`).join('');
    await writeFile(join(folder, 'a.jsonl'), lines);
    await writeFile(join(folder, 'b.jsonl.gz'), gzipSync(lines));
    await writeFile(
      join(folder, 'c.csv'),
      `pmid,abstract\n${examples.map(({ pmid, abstract }) => `${pmid},"${abstract}"\n`).join('')}`,
    );
    await writeFile(join(folder, 'd.txt'), `${texts.join('\n')}\n`);
    const fields = ['--field', 'abstract', '--id', 'pmid'];
    const rows: number[][] = [];
    for (const [name, flags] of [
      ['a.jsonl', fields],
      ['b.jsonl.gz', fields],
      ['c.csv', fields],
      ['d.txt', []],
    ] as const) {
      const { code, stdout, stderr } = await run('--text', name, ...flags, '--out', `out/${name}.npy`);
      expect([code, stderr.includes('error')]).toEqual([0, false]);
      expect(stdout).toBe(`Written: out/${name}.npy, float32 [4, 2]\nBlank texts: 1\n`);
      rows.push(await rowsOf(join(folder, `out/${name}.npy`)));
    }
    for (const other of rows) expect(other).toEqual(rows[0]);
    expect(new Set(rows[0]).size).toBeGreaterThan(6);
    expect(await readFile(join(folder, 'out/a.jsonl.ids.txt'), 'utf8')).toBe('100\n101\n102\n103\n');
    expect(await readFile(join(folder, 'out/d.txt.ids.txt'), 'utf8')).toBe('1\n2\n3\n4\n');
  });

  it('has all that can be set', async () => {
    const { folder, run } = await workshop();
    await writeFile(join(folder, 'a.txt'), 'red green blue red\ngreen\n');
    const flags = [
      '--max-tokens',
      '3',
      '--dtype',
      'fp16',
      '--normalise',
      '--pooling',
      'last',
      '--batch',
      '1',
    ];
    const { stdout, stderr } = await run('--text', 'a.txt', '--out', 'a.npy', ...flags, '--json', '--quiet');
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ rows: 2, dim: 2, dtype: 'float16', truncated: 1, blank: 0 });
    const [a, b, c, d] = await rowsOf(join(folder, 'a.npy'));
    expect(Math.hypot(a!, b!)).toBeCloseTo(1, 3);
    expect(Math.hypot(c!, d!)).toBeCloseTo(1, 3);
    expect((await run('--text', 'a.txt', '--out', 'a.npy')).stderr).toMatch(/a\.embed\.json: .*--fresh/);
    expect((await run('--text', 'a.txt', '--out', 'a.npy', '--fresh')).stdout).toContain('float32 [2, 2]');
  });

  it('embeds a folder of pictures, and can leave damaged ones out', async () => {
    const folder = await newFolder();
    await writeTinyImageModel(join(folder, 'model'));
    await mkdir(join(folder, 'pictures/deep'), { recursive: true });
    for (const [name, value] of [
      ['a.png', 0],
      ['deep/b.png', 255],
    ] as const) {
      await sharp({
        create: { width: 8, height: 8, channels: 3, background: { r: value, g: value, b: value } },
      })
        .png()
        .toFile(join(folder, 'pictures', name));
    }
    await writeFile(join(folder, 'pictures/broken.jpg'), 'no picture');
    const run = (...flags: string[]): Promise<MainRun> =>
      runMain(
        [
          'embed',
          '--model',
          'model',
          '--images',
          'pictures',
          '--out',
          'x.npy',
          '--pooling',
          'none',
          ...flags,
        ],
        { workingDirectory: folder },
      );
    const failed = await run();
    expect(failed.code).toBe(2);
    expect(failed.stderr).toMatch(/error: .*broken\.jpg: The picture cannot be read/);
    expect(existsSync(join(folder, 'x.npy'))).toBe(false);
    const { code, stdout, stderr } = await run('--skip-unreadable');
    expect(code).toBe(0);
    expect(stderr).toContain('broken.jpg: The picture cannot be read');
    expect(stdout).toContain('Pictures without a row: 1, listed in x.skipped.jsonl');
    expect(await readFile(join(folder, 'x.ids.txt'), 'utf8')).toBe('a.png\ndeep/b.png\n');
    expect((await rowsOf(join(folder, 'x.npy'))).map(Math.round)).toEqual([-1, -1, -1, 1, 1, 1]);
    expect(await readFile(join(folder, 'x.skipped.jsonl'), 'utf8')).toContain('"id":"broken.jpg"');
  });

  it('makes a prepared folder that an experiment trains on', async () => {
    const { folder, run } = await workshop();
    const preparation = await openPreparation({ folder: join(folder, 'texts'), kind: 'test', identity: {} });
    for (let i = 0; i < 80; i++) {
      const text = ['red', 'green', 'blue'].filter((_, bit) => (i >> bit) & 1).join(' ');
      const labels = text === '' ? ['none'] : text.split(' ');
      await preparation.write(i < 60 ? 'train' : i < 70 ? 'valid' : 'test', { id: `e${i}`, text, labels });
    }
    await preparation.finish({
      name: 'colours',
      inputs: 'text',
      labelNames: ['red', 'green', 'blue', 'none'],
      sources: [],
      options: {},
      counts: {},
      expectation: null,
    });
    await preparation.close();
    const { code, stdout } = await run('--data', 'texts', '--out', 'rows', '--pooling', 'cls');
    expect(code).toBe(0);
    expect(stdout).toContain('60 rows for training, 10 for validation, 10 for the test');
    expect((await openPrepared({ folder: join(folder, 'rows'), verify: true })).record.inputs).toBe('dense');
    await writeFile(
      join(folder, 'colours.yaml'),
      `name: colours
data: { kind: prepared, folder: rows }
encoder: { kind: dense, hidden: [8] }
heads: [{ kind: sigmoid-bottleneck, dim: 2 }]
training: { epochs: 2, batchSize: 16, learningRate: 0.01, backend: cpu }
detection: { workers: 0 }
`,
    );
    const trained = await runMain(['train', 'colours.yaml'], { workingDirectory: folder });
    expect(trained.stderr).not.toContain('error');
    expect(trained.code).toBe(0);
    const again = await run('--data', 'texts', '--out', 'rows');
    expect(again.stderr).toMatch(
      /belongs to another preparation: embedder\.pooling was .*cls.* there .*--fresh/,
    );
  });

  it('says what is wrong', async () => {
    const { folder, run } = await workshop();
    await writeFile(join(folder, 'a.jsonl'), '{"text":"red"}\n{"text":3}\n');
    await writeFile(join(folder, 'b.jsonl'), '{"text":"red"}\n[]\n');
    await writeFile(join(folder, 'c.csv'), 'title\nred\n');
    await mkdir(join(folder, 'empty'));
    const out = ['--out', 'x.npy'];
    for (const [argv, message] of [
      [[...out], 'expected one of --text, --images and --data, got 0'],
      [['--text', 'a.jsonl', '--images', 'empty', ...out], 'got 2'],
      [['--text', 'a.jsonl', '--out', 'x'], 'expected a name that ends with .npy'],
      [['--text', 'gone.jsonl', ...out], 'gone.jsonl: there is no such file'],
      [['--text', 'model/model.bin', ...out], 'model/model.bin: there is no such file'],
      [['--text', 'model/config.json', ...out], 'expected a file named .jsonl, .csv, .tsv or .txt'],
      [['--text', 'a.jsonl', ...out], 'a.jsonl:2: expected a text in "text", got 3'],
      [
        ['--text', 'a.jsonl', '--id', 'pmid', ...out],
        'a.jsonl:1: there is no field "pmid"; the fields are "text"',
      ],
      [['--text', 'b.jsonl', ...out], 'b.jsonl:2: expected a JSON object'],
      [['--text', 'c.csv', ...out], 'c.csv:1: '],
      [['--images', 'empty', ...out], 'empty: expected a folder with pictures'],
      [['--images', 'gone', ...out], 'gone: there is no such folder'],
      [['--images', 'empty', '--field', 'x', ...out], '--field and --id are for --text'],
      [['--data', 'empty', '--out', 'rows'], 'Expected a prepared folder'],
      [['--text', 'a.jsonl', '--max-tokens', '100', ...out], 'takes at most 8 tokens'],
      [['--text', 'a.jsonl', '--model', 'org/name', ...out], 'org/name: there is no such folder'],
    ] as const) {
      const { code, stdout, stderr } = await run(...argv);
      expect(stderr).toContain(message);
      expect(stderr).not.toContain('    at ');
      expect([code, stdout]).toEqual([2, '']);
    }
    expect(existsSync(join(folder, 'x.npy'))).toBe(false);
  });
});
