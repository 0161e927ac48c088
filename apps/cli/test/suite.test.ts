import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { fingerprints } from '../src/testing/fingerprints.js';
import { type MainRun, runMain } from '../src/testing/run-main.js';
import { signalWhen } from '../src/testing/signal-when.js';
import type { SpawnedRun } from '../src/testing/spawn-sbn.js';
import { writeTinyExperiment } from '../src/testing/tiny-experiment.js';

/** A folder `suite` with two configurations, `one` and `two`, on the same tiny data, and `three` on data that is not there. */
async function writeTinySuite(options: Parameters<typeof writeTinyExperiment>[0] = {}): Promise<string> {
  const folder = await writeTinyExperiment({ numExamples: 200, epochs: 2, ...options });
  const text = await readFile(join(folder, 'tiny.yaml'), 'utf8');
  await mkdir(join(folder, 'suite'));
  await rename(join(folder, 'tiny.jsonl'), join(folder, 'suite', 'tiny.jsonl'));
  for (const name of ['one', 'two', 'three']) {
    await writeFile(
      join(folder, 'suite', `${name}.yaml`),
      `${text
        .replace('name: tiny', `name: ${name}`)
        .replace('tiny.jsonl', name === 'three' ? 'gone.jsonl' : 'tiny.jsonl')
        .replace('workers: 0', 'workers: 0, box: 100')}report: { title: The ${name} }\n`,
    );
  }
  return folder;
}

const files = ['suite/one.yaml', 'suite/two.yaml', 'suite/three.yaml'];
const argv = ['experiment', ...files, '--json', '--skip-missing'];

interface Summary {
  readonly experiments: readonly string[];
  readonly leftOut: readonly { readonly name: string }[];
  readonly claims: readonly {
    readonly id: string;
    readonly group?: string;
    readonly verdict: string;
    readonly command: string;
  }[];
}

function verdictsOf(stdout: string): object {
  return (JSON.parse(stdout) as Summary).claims.map(({ id, verdict }) => ({ id, verdict }));
}

describe('sbn experiment with several configurations', () => {
  let folder: string;
  let killed: SpawnedRun;
  let first: MainRun;
  const sbn = (...words: string[]): Promise<MainRun> => runMain(words, { workingDirectory: folder });
  beforeAll(async () => {
    folder = await writeTinySuite();
    const checkpoint = join(folder, 'runs', 'two', 'bsl-d2-seed0', 'checkpoints', 'last.safetensors');
    killed = await signalWhen(argv, folder, 'SIGKILL', () => existsSync(checkpoint));
    first = await sbn(...argv);
  }, 120_000);

  it('runs each as if it were alone, and makes one report with the claims of all', async () => {
    expect(first.code, first.stderr).toBe(0);
    expect(first.stderr).toContain('[experiment 2/2] [2/2] Train DFT k=3 slack=1, seed 0');
    expect(await readdir(join(folder, 'runs'))).toEqual(['one', 'suite', 'two']);
    expect(existsSync(join(folder, 'runs', 'two', 'report.html'))).toBe(true);
    const { experiments, claims } = JSON.parse(first.stdout) as Summary;
    expect(experiments).toEqual(['one', 'two']);
    const overall = claims.filter(({ group }) => group === undefined);
    expect(overall.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['unargmaxable-test-sets', 'k-guarantee', 'decided-test-sets', 'trains-faster']),
    );
    expect(overall.find(({ id }) => id === 'k-guarantee')).toMatchObject({
      verdict: 'borne-out',
      command: 'sbn experiment suite/one.yaml suite/two.yaml suite/three.yaml --skip-missing',
    });
    expect(claims.find(({ id }) => id === 'two-k-guarantee')).toMatchObject({
      group: 'The two',
      command: 'sbn experiment suite/two.yaml',
    });
  });

  it('goes on after kill -9, and ends as if nothing had happened', async () => {
    expect(killed.signal).toBe('SIGKILL');
    expect(killed.stderr).toContain('[experiment 1/2] [2/2] Evaluate DFT k=3 slack=1, seed 0');
    // What was done before the kill is not done again.
    expect(first.stderr).not.toContain('[experiment 1/2]');
    // Both are the same but for their names, and only the second was killed.
    expect(await fingerprints(folder, 'two')).toEqual(await fingerprints(folder, 'one'));
  });

  it('draws the figures of each in a section of its own', async () => {
    const html = await readFile(join(folder, 'runs', 'suite', 'report.html'), 'utf8');
    for (const title of ['The one', 'The two', 'The experiments', 'What the paper claims']) {
      expect(html).toContain(`${title}</h2>`);
    }
    expect(await readdir(join(folder, 'runs', 'suite', 'charts'))).toEqual(
      expect.arrayContaining([
        'one-argmaxable.png',
        'one-epsilon-argmaxable.png',
        'one-f1-at5-against-parameters.png',
        'two-exact-accuracy-against-parameters.png',
        'two-label-cardinality.png',
      ]),
    );
    expect(html).toContain('Radii of the test label sets');
  });

  it('does nothing twice', async () => {
    const report = join(folder, 'runs', 'suite', 'report.html');
    const before = (await stat(report)).mtimeMs;
    expect(await sbn(...argv)).toMatchObject({ code: 0, stdout: first.stdout });
    expect((await stat(report)).mtimeMs).toBe(before);
  });

  it('makes the same report from runs that are done', async () => {
    const { code, stdout, stderr } = await sbn(
      'report',
      'runs/one',
      'runs/two',
      '--suite',
      'again',
      '--json',
    );
    expect(code, stderr).toBe(0);
    expect(verdictsOf(stdout)).toEqual(verdictsOf(first.stdout));
    expect(existsSync(join(folder, 'runs', 'again', 'report.html'))).toBe(true);
    expect(await sbn('report', 'runs/one', 'runs/one')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('two of the folders hold the experiment one'),
    });
  }, 60_000);

  it('refuses one name for two, and the name of an experiment for the suite', async () => {
    expect(await sbn('experiment', files[0]!, files[0]!)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        'suite/one.yaml and suite/one.yaml both have the name one, and so one folder for their runs.',
      ),
    });
    expect((await sbn(...argv, '--suite', 'one')).stderr).toContain(
      'the suite and suite/one.yaml are both called one',
    );
    expect((await sbn(...argv, '--suite', '../up')).code).toBe(2);
  });

  it('starts nothing where a configuration is wrong or its data is missing, and names all of it', async () => {
    const runs = ['--runs', 'others'];
    const wrong = await sbn(...argv, ...runs, '--set', 'two:training.epochs=many');
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('training.epochs') });
    const missing = await sbn('experiment', ...files, ...runs, '--set', 'one:data.train=nowhere.jsonl');
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain(`one: ${join(folder, 'nowhere.jsonl')} is not there`);
    expect(missing.stderr).toContain(`three: ${join(folder, 'suite', 'gone.jsonl')} is not there`);
    expect(existsSync(join(folder, 'others'))).toBe(false);
  });

  it('leaves out what has no data when told to, and says so in the report', async () => {
    expect(JSON.parse(first.stdout)).toMatchObject({ leftOut: [{ name: 'three' }] });
    expect(await readFile(join(folder, 'runs', 'suite', 'report.html'), 'utf8')).toContain(
      'Left out, since its data is not there: three',
    );
  });
});
