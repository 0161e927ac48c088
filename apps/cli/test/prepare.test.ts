import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { writeCamlFixture } from '../../../packages/datasets/src/testing/caml-fixture.js';
import { writeMimicTables } from '../../../packages/datasets/src/testing/mimic-tables.js';
import { type MainRun, runMain } from '../src/testing/run-main.js';
import { newFolder } from '../src/testing/tiny-experiment.js';

let workingDirectory: string;

beforeEach(async () => {
  workingDirectory = await newFolder();
  writeCamlFixture(join(workingDirectory, 'raw'));
});

const sbn = (...argv: string[]): Promise<MainRun> => runMain(argv, { workingDirectory });
const caml = ['prepare', 'mimic', '--caml', 'raw', '--out', 'made'];

describe('sbn prepare', () => {
  it('lists its kinds and explains each', async () => {
    const { stdout } = await sbn('prepare', '--help');
    expect(stdout).toMatch(/mimic .*MIMIC-III/);
    const help = await sbn('prepare', 'mimic', '--help');
    expect(help.stdout).toContain('--splits');
    expect(help.stdout).toContain('physionet.org');
  });

  it('prepares once, tells what came of it, and gives it to experiments', async () => {
    const made = await sbn(...caml, '--expect', 'none', '--json');
    expect(made).toMatchObject({ code: 0 });
    const record = JSON.parse(made.stdout);
    expect(record).toMatchObject({
      folder: join(workingDirectory, 'made'),
      kind: 'mimic',
      numLabels: 8,
      splits: { train: { count: 60 }, valid: { count: 20 }, test: { count: 20 } },
    });
    const again = await sbn(...caml, '--expect', 'none', '--quiet');
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toContain('60');
    expect(again.stdout).toContain('The counts are not those of MIMIC-III as in the paper.');
    expect(again.stdout).toContain('data: {kind: prepared, folder: made}');

    for (const stream of [true, false]) {
      await writeFile(
        join(workingDirectory, 'a.yaml'),
        `name: a\ndata: {kind: prepared, folder: made, verify: true, stream: ${stream}, weighting: binary}\nencoder: {kind: bag, dim: 4}\nheads: [{kind: sigmoid-bottleneck, dim: 3}]\ntraining: {epochs: 1}\n`,
      );
      const described = await sbn('datasets', 'describe', 'a.yaml', '--json');
      expect(described).toMatchObject({ code: 0 });
      expect(JSON.parse(described.stdout)).toMatchObject({
        name: 'MIMIC-III',
        numLabels: 8,
        provenance: { source: 'prepared mimic', counts: { train: 60, valid: 20, test: 20 } },
      });
    }
  });

  it('refuses a sample of the data unless told otherwise, and leaves nothing that looks prepared', async () => {
    const { code, stdout, stderr } = await sbn(...caml);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/error: .*60 training documents instead of 47,723.*look partial.*--expect none/);
    expect(await readdir(join(workingDirectory, 'made'))).not.toContain('prepared.json');
    expect(await sbn(...caml, '--expect', 'none')).toMatchObject({ code: 0 });
  });

  it('takes the tables, too', async () => {
    writeMimicTables(workingDirectory, { gzip: true });
    const flags = ['--tables', 'tables', '--splits', 'splits', '--out', 'tabled', '--expect', 'none'];
    expect(await sbn('prepare', 'mimic', ...flags)).toMatchObject({ code: 0 });
    await sbn(...caml, '--expect', 'none');
    const documents = (folder: string): Promise<string> =>
      readFile(join(workingDirectory, folder, 'train.jsonl'), 'utf8');
    expect(await documents('tabled')).toBe(await documents('made'));
  });

  it('refuses another source in the same folder, unless it is to start anew', async () => {
    await sbn(...caml, '--expect', 'none');
    writeCamlFixture(join(workingDirectory, 'raw'), { seed: 2 });
    const other = await sbn(...caml, '--expect', 'none');
    expect(other.code).toBe(2);
    expect(other.stderr).toMatch(/belongs to another preparation: .*--fresh/);
    expect(await sbn(...caml, '--expect', 'none', '--fresh')).toMatchObject({ code: 0 });
  });

  it('stops when it is interrupted, and says how to go on', async () => {
    const controller = new AbortController();
    controller.abort();
    const { code, stderr } = await runMain([...caml, '--expect', 'none', '--fresh'], {
      workingDirectory,
      signal: controller.signal,
    });
    expect(code).toBe(130);
    expect(stderr).toContain('go on with: sbn prepare mimic --caml raw --out made --expect none\n');
    expect(await sbn(...caml, '--expect', 'none')).toMatchObject({ code: 0 });
  });

  it.each([
    [['prepare', 'mimic', '--out', 'x'], 'expected either --caml FOLDER, or --tables FOLDER'],
    [['prepare', 'mimic', '--tables', 'raw', '--out', 'x'], 'together with --splits'],
    [['prepare', 'mimic', '--caml', 'raw'], "required option '--out <folder>' not specified"],
    [['prepare', 'mimic', '--caml', 'none', '--out', 'x'], 'The folder has neither train_full.csv nor'],
    [['prepare', 'mimik', '--out', 'x'], "unknown command 'mimik'"],
  ])('explains what is wrong with %j', async (argv, message) => {
    const { code, stderr } = await sbn(...argv);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});
