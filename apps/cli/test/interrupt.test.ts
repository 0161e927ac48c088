import { existsSync, statSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fingerprints } from '../src/testing/fingerprints.js';
import { killUntilDone } from '../src/testing/kill-until-done.js';
import { signalWhen } from '../src/testing/signal-when.js';
import { spawnSbn } from '../src/testing/spawn-sbn.js';
import { writeTinyExperiment } from '../src/testing/tiny-experiment.js';
import { writeTinyLanguageModel } from '../src/testing/tiny-language-model.js';

const argv = ['experiment', 'tiny.yaml', '--json', '--set', 'training.checkpointEverySteps=10'];

describe('sbn experiment, interrupted', () => {
  it('stops cleanly on Ctrl-C, says how to go on, and goes on', async () => {
    const folder = await writeTinyExperiment({ numExamples: 1500, epochs: 8 });
    const run = join(folder, 'runs', 'tiny', 'bsl-d2-seed0');
    const checkpoint = join(run, 'checkpoints', 'last.safetensors');
    const stopped = await signalWhen(argv, folder, 'SIGINT', () => existsSync(checkpoint));
    expect(stopped).toMatchObject({ code: 130, signal: null, stdout: '' });
    expect(stopped.stderr).toContain('Stopping after the current step and saving it');
    expect(stopped.stderr.trimEnd().split('\n').at(-1)).toBe(
      'Stopped. What is finished is saved; go on with: sbn experiment tiny.yaml --set training.checkpointEverySteps=10',
    );
    expect(existsSync(join(folder, 'runs', 'tiny', '.lock'))).toBe(false);
    const report = await spawnSbn(['report', 'runs/tiny'], { cwd: folder });
    expect(report).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no run in it is trained to the end'),
    });

    expect((await spawnSbn(argv, { cwd: folder })).code).toBe(0);
    const log = await readFile(join(run, 'metrics.jsonl'), 'utf8');
    const events = log
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; step: number });
    expect(events.filter(({ event }) => event === 'start')).toHaveLength(1);
    expect(events.find(({ event }) => event === 'resume')?.step).toBeGreaterThan(0);
  });

  it('ends with the same parameters and verdicts after kill -9 at any moment', async () => {
    const options = { numExamples: 1500, epochs: 6 };
    const unbroken = await writeTinyExperiment(options);
    const started = performance.now();
    const whole = await spawnSbn(argv, { cwd: unbroken });
    const duration = performance.now() - started;
    expect(whole.code, whole.stderr).toBe(0);

    const broken = await writeTinyExperiment(options);
    const { result, kills } = await killUntilDone(argv, broken, duration);
    expect(kills).toBeGreaterThan(0);
    expect(result.code, result.stderr).toBe(0);
    expect(await fingerprints(broken)).toEqual(await fingerprints(unbroken));
    expect(JSON.parse(result.stdout)).toMatchObject({
      heads: (JSON.parse(whole.stdout) as { heads: unknown }).heads,
    });
    const left = (await readdir(join(broken, 'runs'), { recursive: true })).filter((name) =>
      /lock|\.tmp|partial/.test(name),
    );
    expect(left).toEqual([]);
  }, 240_000);

  it('ends with the same language model after Ctrl-C and kill -9', async () => {
    const options = { epochs: 12, heads: '  - { kind: plif, knots: 20 }\n' };
    const averaged = ['--set', 'training.optimizer=nt-asgd', '--set', 'training.nonMono=0'];
    const command = [...argv, ...averaged];
    const unbroken = await writeTinyLanguageModel(options);
    const whole = await spawnSbn(command, { cwd: unbroken });
    expect(whole.code, whole.stderr).toBe(0);

    const broken = await writeTinyLanguageModel(options);
    const run = join('runs', 'tiny', 'plif-k20-seed0');
    const checkpoint = join(broken, run, 'checkpoints', 'last.safetensors');
    const stopped = await signalWhen(command, broken, 'SIGINT', () => existsSync(checkpoint));
    expect(stopped).toMatchObject({ code: 130, signal: null, stdout: '' });
    expect(stopped.stderr.trimEnd().split('\n').at(-1)).toMatch(
      /^Stopped\. What is finished is saved; go on with: sbn /,
    );
    expect(existsSync(join(broken, run, '.lock'))).toBe(false);
    const { mtimeMs } = await stat(checkpoint);
    const isNewer = (): boolean => statSync(checkpoint).mtimeMs > mtimeMs;
    expect(await signalWhen(command, broken, 'SIGKILL', isNewer)).toMatchObject({ signal: 'SIGKILL' });
    expect(existsSync(join(broken, run, 'training.json'))).toBe(false);
    const result = await spawnSbn(command, { cwd: broken });
    expect(result.code, result.stderr).toBe(0);

    expect((await eventsOf(join(broken, run))).filter((event) => /start|resume/.test(event))).toEqual([
      'start',
      'resume',
      'resume',
    ]);
    expect(await fingerprints(broken)).toEqual(await fingerprints(unbroken));
    const records = async (folder: string): Promise<unknown[]> =>
      Promise.all(
        ['training.json', 'evaluation.json', 'detection.json'].map(async (name) =>
          JSON.parse(await readFile(join(folder, run, name), 'utf8'), withoutMeasuredTime),
        ),
      );
    expect(await records(broken)).toEqual(await records(unbroken));
  });
});

/** The names of the events in the log of a run. */
async function eventsOf(run: string): Promise<string[]> {
  const log = await readFile(join(run, 'metrics.jsonl'), 'utf8');
  return log
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { event: string }).event);
}

/** Two runs of the same take different times. */
function withoutMeasuredTime(key: string, value: unknown): unknown {
  return /^(seconds|milliseconds|peakMemoryBytes|resumedFrom)$/.test(key) ? undefined : value;
}
