// Kills a training with SIGKILL at random moments, resumes it each time, and compares what comes out with a training
// that was left alone. By hand: `node test/kill-and-resume.mjs 20`. Needs a build.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRandom } from '@sbn/core';
import { readCheckpoint } from '@sbn/train';

const child = join(import.meta.dirname, 'training-child.mjs');

/** Runs the training until it ends or, `killAfterMs` after its loop began, is killed. */
function runChild(folder, killAfterMs) {
  return new Promise((resolve, reject) => {
    const process_ = spawn(process.execPath, [child, folder], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let errors = '';
    let timer;
    process_.stdout.on('data', (chunk) => {
      out += chunk;
      if (killAfterMs !== undefined && timer === undefined && out.includes('started')) {
        timer = setTimeout(() => process_.kill('SIGKILL'), killAfterMs);
      }
    });
    process_.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    process_.on('error', reject);
    process_.on('close', (code, signal) => {
      clearTimeout(timer);
      if (signal === 'SIGKILL') resolve('killed');
      else if (code === 0) resolve(out.trim().split('\n').at(-1));
      else reject(new Error(`the training ended with code ${code}: ${errors}`));
    });
  });
}

/** What must be the same: every tensor of both checkpoints, their states, and the log without clock times. */
async function outcomeOf(folder) {
  const outcome = {};
  for (const kind of ['last', 'best']) {
    const { tensors, state } = await readCheckpoint(join(folder, 'checkpoints', `${kind}.safetensors`));
    for (const [name, { data }] of tensors)
      outcome[`${kind} ${name}`] = createHash('sha256').update(data).digest('hex');
    const history = state.history.map((record) => ({ ...record, seconds: 0 }));
    outcome[`${kind} state`] = JSON.stringify({ ...state, history, metricsBytes: 0, seconds: 0 });
  }
  const lines = (await readFile(join(folder, 'metrics.jsonl'), 'utf8')).split('\n');
  if (lines.pop() !== '') throw new Error('the last line of metrics.jsonl is torn');
  outcome.log = lines
    .map((line) => JSON.parse(line))
    .filter(({ event }) => event !== 'resume')
    .map((event) => JSON.stringify({ ...event, seconds: 0 }));
  outcome.files = [...(await readdir(folder)), ...(await readdir(join(folder, 'checkpoints')))].sort();
  return outcome;
}

/**
 * @param {{ kills: number, seed: number }} options
 * @returns {Promise<{ kills: number, runs: number, killedAtSteps: number[], expected: object, outcomes: object[] }>}
 */
export async function killAndResume({ kills, seed }) {
  const root = await mkdtemp(join(tmpdir(), 'kill-and-resume-'));
  try {
    await runChild(join(root, 'unbroken'));
    const expected = await outcomeOf(join(root, 'unbroken'));
    const random = createRandom([seed, 'moments']);
    const outcomes = [];
    const killedAtSteps = [];
    for (let run = 0; killedAtSteps.length < kills; run++) {
      const folder = join(root, `broken-${run}`);
      for (let result = 'killed'; result === 'killed'; ) {
        result = await runChild(folder, killedAtSteps.length < kills ? random.int(300) : undefined);
        if (result !== 'killed') continue;
        // Whatever the moment was, what is there must be whole.
        let step = 0;
        for (const kind of ['best', 'last']) {
          const file = join(folder, 'checkpoints', `${kind}.safetensors`);
          if (existsSync(file)) step = (await readCheckpoint(file)).state.step;
        }
        killedAtSteps.push(step);
      }
      outcomes.push(await outcomeOf(folder));
    }
    return { kills: killedAtSteps.length, runs: outcomes.length, killedAtSteps, expected, outcomes };
  } finally {
    await rm(root, { recursive: true });
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { expected, outcomes, ...rest } = await killAndResume({
    kills: Number(process.argv[2] ?? 20),
    seed: 1,
  });
  const same = outcomes.filter((outcome) => JSON.stringify(outcome) === JSON.stringify(expected)).length;
  console.log(JSON.stringify({ ...rest, runsWithTheSameOutcome: same }));
  process.exitCode = same === outcomes.length ? 0 : 1;
}
