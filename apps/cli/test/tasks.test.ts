import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type MainRun, runMain } from '../src/testing/run-main.js';
import { writeTinyExperiment } from '../src/testing/tiny-experiment.js';
import { writeTinyImages } from '../src/testing/tiny-images.js';
import { writeTinyLanguageModel } from '../src/testing/tiny-language-model.js';
import { writeTinySynthetic } from '../src/testing/tiny-synthetic.js';

/** What every task keeps, of its tiny experiment and one of its heads. */
const tasks = [
  {
    task: 'classification',
    write: () => writeTinyExperiment(),
    head: 'bsl-d2',
    title: 'BSL d=2',
    changed: 'training.learningRate=0.5',
    refusal: 'training.learningRate was 0.02 and is now 0.5',
    epochs: 4,
  },
  {
    task: 'language-model',
    write: () => writeTinyLanguageModel(),
    head: 'mos-2',
    title: 'MoS-2',
    changed: 'training.window=5',
    refusal: 'training.window was 10 and is now 5',
    epochs: 3,
  },
  {
    task: 'images',
    write: () => writeTinyImages({ perClass: 16, epochs: 2 }),
    head: 'averaged-sigmoid',
    title: 'averaged sigmoid',
    changed: 'data.split.seed=5',
    refusal: 'data.split.seed was 0 and is now 5',
    epochs: 2,
  },
  {
    task: 'synthetic',
    write: () => writeTinySynthetic(),
    head: 'moss-2-d1',
    title: 'MoSS-2',
    changed: 'training.steps=10',
    refusal: 'training.steps was 60 and is now 10',
  },
];

describe.each(tasks)('the task $task', ({ write, head, title, changed, refusal, epochs }) => {
  let folder: string;
  let runFolder: string;
  let first: MainRun;
  const experiment = ['experiment', 'tiny.yaml', '--json'];
  const train = (...more: string[]): Promise<MainRun> =>
    runMain(['train', 'tiny.yaml', '--head', head, '--json', ...more], { workingDirectory: folder });
  beforeAll(async () => {
    folder = await write();
    runFolder = join(folder, 'runs', 'tiny', `${head}-seed0`);
    first = await runMain(experiment, { workingDirectory: folder });
  });

  it('does nothing twice', async () => {
    expect(first.code, first.stderr).toBe(0);
    const report = join(folder, 'runs', 'tiny', 'report.html');
    const before = (await stat(report)).mtimeMs;
    const again = await runMain(experiment, { workingDirectory: folder });
    expect(again).toMatchObject({ code: 0, stdout: first.stdout, stderr: '' });
    expect((await stat(report)).mtimeMs).toBe(before);
  });

  it('reports on one run', async () => {
    const argv = ['report', runFolder, '--out', 'one'];
    const { code, stderr } = await runMain(argv, { workingDirectory: folder });
    expect(code, stderr).toBe(0);
    expect(await readFile(join(folder, 'one', 'report.html'), 'utf8')).toContain(title);
  });

  it('refuses to mix settings', async () => {
    const mixed = await train('--set', changed);
    expect(mixed).toMatchObject({ code: 2, stdout: '' });
    expect(mixed.stderr).toContain(`${head}-seed0 holds a run with other settings: ${refusal}.`);
    expect(existsSync(join(runFolder, 'evaluation.json'))).toBe(true);
  });

  // A synthetic fit has no epochs.
  if (epochs !== undefined) {
    it('trains on for more epochs, and not for fewer', async () => {
      const set = (count: number): string[] => ['--set', `training.epochs=${count}`];
      expect((await train(...set(epochs - 1))).stderr).toContain(
        `training.epochs was ${epochs} and is now ${epochs - 1}`,
      );
      const longer = await train(...set(epochs + 2));
      expect(longer.code, longer.stderr).toBe(0);
      expect(JSON.parse(longer.stdout)).toMatchObject({
        epochs: epochs + 2,
        result: { epochs: epochs + 2, stoppedBecause: 'completed' },
      });
      // What belonged to the other parameters is gone.
      expect(existsSync(join(runFolder, 'evaluation.json'))).toBe(false);
    });
  }

  it('starts anew when told to', async () => {
    const fresh = await train('--fresh', '--set', changed);
    expect(fresh.code, fresh.stderr).toBe(0);
    expect(JSON.parse(fresh.stdout)).toMatchObject({ run: `${head}-seed0` });
    expect(existsSync(join(runFolder, 'evaluation.json'))).toBe(false);
  });
});
