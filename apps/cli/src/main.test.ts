import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { runMain } from './testing/run-main.js';

describe('main', () => {
  it('shows help and version', async () => {
    const help = await runMain(['--help']);
    expect(help).toMatchObject({ code: 0, stderr: '' });
    expect(help.stdout).toContain('sbn quickstart');
    expect(help.stdout).toContain('130  interrupted');
    expect(await runMain(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
    expect((await runMain(['help', 'count'])).stdout).toBe((await runMain(['count', '--help'])).stdout);
  });

  it.each([
    ['an unknown command', ['cuont'], "error: unknown command 'cuont' (Did you mean count?)\n"],
    [
      'an unknown flag',
      ['count', '-n', '3', '-d', '1', '--jsn'],
      "error: unknown option '--jsn' (Did you mean --json?)\n",
    ],
    ['a missing flag', ['count', '--labels', '3'], "error: required option '-d, --dim <d>' not specified\n"],
    [
      'a bad number',
      ['count', '--labels', 'x', '--dim', '1'],
      "error: option '-n, --labels <n>' argument 'x' is invalid. Expected a whole number from 1 to 100000.\n",
    ],
  ])('answers %s with one line and exit code 2', async (_name, argv, stderr) => {
    expect(await runMain(argv)).toEqual({ code: 2, stdout: '', stderr });
  });

  it('ends with 130 when it is stopped, whatever was thrown', async () => {
    const controller = new AbortController();
    controller.abort(new DOMException('interrupted', 'AbortError'));
    const run = await runMain(['datasets', 'describe', 'wordnet'], { signal: controller.signal });
    expect(run).toMatchObject({ code: 130, stdout: '' });
    expect(run.stderr).toMatch(/Stopped\.\n$/);
  });

  it('shows a stack trace for a fault of its own', async () => {
    const stdout = new PassThrough();
    stdout.write = () => {
      throw new Error('the stream is broken');
    };
    const run = await runMain(['count', '-n', '3', '-d', '1'], { stdout });
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/^error: sbn met a fault of its own.*\nError: the stream is broken\n +at /);
  });

  it('tells what to type when nothing is asked for', async () => {
    const { code, stderr } = await runMain([]);
    expect(code).toBe(2);
    expect(stderr).toContain('Usage: sbn');
  });
});

describe('sbn count', () => {
  it('counts exactly', async () => {
    const { code, stdout } = await runMain(['count', '--labels', '4', '--dim', '2', '--k', '1', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      numLabels: 4,
      dim: 2,
      bias: false,
      labelSets: '16',
      argmaxable: '8',
      unargmaxable: '8',
      percentArgmaxable: '50%',
      human: { labelSets: '16', argmaxable: '8' },
      k: 1,
      kSparse: '5',
      humanKSparse: '5',
    });
  });

  it('reads well at any size', async () => {
    const { stdout } = await runMain(['count', '-n', '8921', '-d', '200', '-k', '80']);
    expect(stdout).toMatch(/argmaxable +\d\.\de\+\d+ +\d\.\de-\d+%/);
    expect(stdout).toContain('outputs every label set with at most 80 active labels (2k + 1 = 161 <= 200)');
  });

  it('refuses k > n', async () => {
    expect(await runMain(['count', '-n', '3', '-d', '2', '-k', '4'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: --k 4 is more than the 3 labels there are\n',
    });
  });
});

describe('sbn backends', () => {
  it('says what works and why the others do not', async () => {
    const { code, stdout } = await runMain(['backends', '--json', '--quiet']);
    expect(code).toBe(0);
    const { auto, runtime, backends } = JSON.parse(stdout) as {
      auto: string;
      runtime: { node: string; sharedMemory: boolean };
      backends: { name: string; status: string; why: string; engine: string; details?: object }[];
    };
    expect(runtime).toMatchObject({ node: process.versions.node, sharedMemory: true });
    expect(backends.find(({ name }) => name === 'wasm')).toMatchObject({
      status: 'works',
      engine: 'fused',
      details: { version: expect.stringMatching(/^TensorFlow\.js \d/) },
    });
    expect(backends.map(({ name }) => name)).toEqual([
      'tensorflow-gpu',
      'tensorflow',
      'webgpu',
      'wasm',
      'cpu',
    ]);
    expect(backends.find(({ name }) => name === auto)?.status).toBe('works');
    expect(backends.every(({ why }) => why.length > 0)).toBe(true);
  });
});

describe('sbn datasets', () => {
  it('lists the kinds of data', async () => {
    const { code, stdout } = await runMain(['datasets', '--json']);
    expect(code).toBe(0);
    const { kinds } = JSON.parse(stdout) as { kinds: { kind: string }[] };
    expect(kinds.map(({ kind }) => kind)).toEqual([
      'wordnet',
      'arff',
      'svmlight',
      'fasttext',
      'jsonl',
      'csv',
      'npy',
      'label-sets',
      'prepared',
    ]);
  });
});
