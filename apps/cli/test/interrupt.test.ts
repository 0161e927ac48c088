import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fingerprints } from '../src/testing/fingerprints.js';
import { spawnSbn } from '../src/testing/spawn-sbn.js';
import { writeTinyExperiment } from '../src/testing/tiny-experiment.js';

const argv = ['experiment', 'tiny.yaml', '--json', '--set', 'training.checkpointEverySteps=10'];

describe('sbn experiment, interrupted', () => {
  it('stops cleanly on Ctrl-C, says how to go on, and goes on', async () => {
    const folder = await writeTinyExperiment({ numExamples: 1500, epochs: 8 });
    let sent = false;
    const stopped = await spawnSbn(argv, {
      cwd: folder,
      onStderr: (child, stderr) => {
        if (sent || !stderr.includes('Backend cpu')) return;
        sent = true;
        setTimeout(() => child.kill('SIGINT'), 150);
      },
    });
    expect(stopped).toMatchObject({ code: 130, signal: null, stdout: '' });
    expect(stopped.stderr).toContain('Stopping after the current step and saving it');
    expect(stopped.stderr.trimEnd().split('\n').at(-1)).toBe(
      'Stopped. What is finished is saved; go on with: sbn experiment tiny.yaml --set training.checkpointEverySteps=10',
    );
    expect(existsSync(join(folder, 'runs', 'tiny', '.lock'))).toBe(false);
    expect(existsSync(join(folder, 'runs', 'tiny', 'bsl-d2-seed0', 'checkpoints', 'last.safetensors'))).toBe(
      true,
    );
    const report = await spawnSbn(['report', 'runs/tiny'], { cwd: folder });
    expect(report).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no run in it is trained to the end'),
    });

    expect((await spawnSbn(argv, { cwd: folder })).code).toBe(0);
    const log = await readFile(join(folder, 'runs', 'tiny', 'bsl-d2-seed0', 'metrics.jsonl'), 'utf8');
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
    let kills = 0;
    let result = whole;
    for (let attempt = 0; attempt < 12; attempt++) {
      // Later each time, so that every attempt gets further than the one before it started.
      const after = duration * (0.25 + 0.1 * attempt);
      let timer: NodeJS.Timeout | undefined;
      result = await spawnSbn(argv, {
        cwd: broken,
        onStderr: (child) => {
          timer ??= setTimeout(() => child.kill('SIGKILL'), after);
        },
      });
      clearTimeout(timer);
      if (result.signal !== 'SIGKILL') break;
      kills++;
    }
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
});
