import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import type { Worker } from 'node:worker_threads';
import asc from 'assemblyscript/asc';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openThreadTeam } from './index.js';
import { openTeam } from './open-team.js';
import type { Phase, ThreadTeam } from './thread-team.js';
import { ThreadTeamError } from './thread-team-error.js';

const exec = promisify(execFile);
const builtWorker = new URL('../../dist/thread-team/worker.js', import.meta.url);
const builtIndex = new URL('../../dist/thread-team/index.js', import.meta.url);

/** Phases whose parameters are: [0] threads that have come, [1] threads to wait for, [2] a thread, [3] a number. */
const source = `
  @inline function meet(params: usize): void {
    atomic.add<i32>(params, 1);
    while (atomic.load<i32>(params) < load<i32>(params, 4)) {}
  }
  export function countChunk(params: usize, chunk: i32, thread: i32): void {
    atomic.add<i32>(params + 4 * chunk, 1);
  }
  export function countSlowly(params: usize, chunk: i32, thread: i32): void {
    for (let i = 0, n = 20 + 50 * (chunk & 3); i < n; i++) atomic.add<i32>(4096 + 64 + 4 * thread, i);
    atomic.add<i32>(params + 4 * chunk, 1);
    atomic.add<i32>(4096 + 4 * thread, 1);
  }
  export function sumChunk(params: usize, chunk: i32, thread: i32): void {
    let sum: f32 = 0;
    for (let i = 1; i <= 1000; i++) sum += 1 / <f32>(i + 1000 * chunk);
    store<f32>(params + 4 * chunk, sum);
  }
  export function nameThread(params: usize, chunk: i32, thread: i32): void {
    meet(params);
    atomic.store<i32>(params + 64 + 4 * thread, 1 + chunk);
  }
  export function trap(params: usize, chunk: i32, thread: i32): void {
    meet(params);
    if (thread == load<i32>(params, 8)) unreachable();
  }
  function recurse(depth: i32): i32 { return depth == -1 ? 0 : recurse(depth + 1) + depth; }
  export function overflowStack(params: usize, chunk: i32, thread: i32): void {
    meet(params);
    if (thread == load<i32>(params, 8)) store<i32>(params, recurse(1), 64);
  }
  export function hang(params: usize, chunk: i32, thread: i32): void {
    meet(params);
    if (thread == load<i32>(params, 8)) while (atomic.load<i32>(params, 16) == 0) {}
  }
  export function burn(params: usize, chunk: i32, thread: i32): void {
    let x = chunk;
    for (let i = 0, n = load<i32>(params, 12); i < n; i++) x = x * 1664525 + 1013904223;
    store<i32>(params + 64 + 4 * chunk, x);
  }
  export function twoParameters(params: usize, chunk: i32): void {}
`;
let modules: { phases: WebAssembly.Module };
let binary: Uint8Array;
const opened: ThreadTeam[] = [];
const workers: Worker[] = [];
process.on('worker', (worker) => workers.push(worker));

beforeAll(async () => {
  if (!existsSync(builtWorker)) {
    throw new Error('Worker threads run the built package: run "npx tsc -p tsconfig.build.json" first.');
  }
  const compiled = await asc.compileString(source, {
    runtime: 'stub',
    enable: ['threads'],
    sharedMemory: true,
    importMemory: true,
    initialMemory: 1,
    maximumMemory: 100,
    optimizeLevel: 3,
  });
  if (compiled.error !== null) throw new Error(compiled.stderr.toString(), { cause: compiled.error });
  binary = compiled.binary!;
  modules = { phases: new WebAssembly.Module(binary as Uint8Array<ArrayBuffer>) };
});

afterEach(async () => {
  vi.unstubAllGlobals();
  await Promise.all(opened.splice(0).map((team) => team.dispose()));
  expect(workers.splice(0).filter(({ threadId }) => threadId !== -1)).toEqual([]);
});

interface Opened {
  readonly team: ThreadTeam;
  readonly memory: WebAssembly.Memory;
  readonly words: Int32Array;
}

async function open(
  threads: number,
  options: { readonly stallTimeout?: number; readonly workerFile?: URL } = {},
): Promise<Opened> {
  const memory = new WebAssembly.Memory({ initial: 2, maximum: 100, shared: true });
  const { workerFile, ...rest } = options;
  const team = await (workerFile === undefined
    ? openThreadTeam({ memory, modules, threads, ...rest })
    : openTeam({ memory, modules, threads, ...rest }, workerFile));
  opened.push(team);
  return { team, memory, words: new Int32Array(memory.buffer) };
}

const phase = (name: string, numChunks: number, params = 0): Phase => ({
  module: 'phases',
  name,
  params,
  numChunks,
});

/** Writes the parameters of a phase in which `threads` threads meet and one of them is special. */
function setMeeting(words: Int32Array, threads: number, special: number, params = 0): void {
  words.set([0, threads, special], params / 4);
}

async function rejection(promise: Promise<unknown>): Promise<ThreadTeamError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ThreadTeamError);
  return error as ThreadTeamError;
}

function thrown(action: () => void): ThreadTeamError {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(ThreadTeamError);
    return error as ThreadTeamError;
  }
  throw new Error('expected an error, got none');
}

/** A worker whose phases are replaced by a JavaScript function. */
function workerWithPhase(body: string): URL {
  const code = `
    const { Instance } = WebAssembly;
    WebAssembly.Instance = function (module, imports) {
      const { exports } = new Instance(module, imports);
      const words = new Int32Array(imports.env.memory.buffer);
      const phase = (params, chunk, thread) => { Atomics.add(words, 0, 1); ${body} };
      return { exports: Object.fromEntries(Object.keys(exports).map((name) =>
        [name, exports[name].length === 3 ? phase : exports[name]])) };
    };
    await import(${JSON.stringify(builtWorker.href)});`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}

/** Runs a program in a Node of its own, against the built package; it must end by itself, well before the timeout. */
function runProgram(body: string, flags: readonly string[] = []): Promise<{ stdout: string }> {
  const code = `
    const { openThreadTeam } = await import(${JSON.stringify(builtIndex.href)});
    const modules = { phases: new WebAssembly.Module(Buffer.from('${Buffer.from(binary).toString('base64')}', 'base64')) };
    const memory = new WebAssembly.Memory({ initial: 2, maximum: 100, shared: true });
    const words = new Int32Array(memory.buffer);
    ${body}`;
  return exec(process.execPath, [...flags, '--input-type=module', '-e', code], { timeout: 10_000 });
}

describe.each([1, 2, 4])('a team of %i', (threads) => {
  it('does every chunk exactly once', async () => {
    const { team, words } = await open(threads);
    expect(team.threads).toBe(threads);
    for (const numChunks of [0, 1, 2, 3, 17, 1000]) {
      words.fill(0);
      team.run(phase('countChunk', numChunks, 64));
      await team.runAsync(phase('countChunk', numChunks, 64));
      const expected = new Int32Array(1100).fill(2, 0, numChunks);
      expect(words.subarray(16, 16 + 1100)).toEqual(expected);
    }
  });

  it('gives the same bits as one thread', async () => {
    const [one, many] = [await open(1), await open(threads)];
    one.team.run(phase('sumChunk', 500));
    many.team.run(phase('sumChunk', 500));
    expect(many.words.subarray(0, 500)).toEqual(one.words.subarray(0, 500));
    expect(new Float32Array(one.memory.buffer)[1]).toBeCloseTo(0.6929, 4);
  });

  it('really uses its threads, each with its own number', async () => {
    const { team, words } = await open(threads);
    setMeeting(words, threads, 0);
    team.run(phase('nameThread', threads));
    const chunks = [...words.subarray(16, 16 + threads)].sort();
    expect(chunks).toEqual(Array.from({ length: threads }, (_, chunk) => chunk + 1));
  });

  it('claims every chunk for one thread, and waits for all, in 100,000 tiny phases', async () => {
    const { team, words } = await open(threads);
    const threadsAt = 4096 / 4;
    let numWrong = 0;
    for (let run = 0; run < 100_000; run++) {
      const numChunks = 2 + (run % 7);
      const params = 64 * (run % 3);
      words.fill(0, params / 4, params / 4 + 9);
      team.run(phase('countSlowly', numChunks, params));
      for (let chunk = 0; chunk < 9; chunk++) {
        if (Atomics.load(words, params / 4 + chunk) !== (chunk < numChunks ? 1 : 0)) numWrong++;
      }
    }
    expect(numWrong).toBe(0);
    // Without help from the others this would prove nothing.
    for (let thread = 0; thread < threads; thread++) {
      expect(words[threadsAt + thread]).toBeGreaterThan(0);
    }
  });

  it('works after a rest, when its workers sleep', async () => {
    const { team, words } = await open(threads);
    for (let run = 0; run < 10; run++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      setMeeting(words, threads, 0);
      team.run(phase('nameThread', threads));
    }
    expect(words[0]).toBe(threads);
  });

  it('sees memory that grew after it was opened', async () => {
    const { team, memory } = await open(threads);
    const params = memory.grow(2) * 65536 + 65536;
    const words = new Int32Array(memory.buffer);
    setMeeting(words, threads, 0, params);
    team.run(phase('nameThread', threads, params));
    expect(words[params / 4]).toBe(threads);
  });

  it('gives the event loop turns in a long runAsync, and takes no other call meanwhile', async () => {
    const { team, words } = await open(threads);
    words[3] = 10_000_000;
    let numTicks = 0;
    const timer = setInterval(() => numTicks++, 1);
    const long = team.runAsync(phase('burn', 100));
    expect(thrown(() => team.run(phase('burn', 1))).code).toBe('busy');
    expect((await rejection(team.runAsync(phase('burn', 1)))).code).toBe('busy');
    await long;
    clearInterval(timer);
    expect(numTicks).toBeGreaterThan(0);
    team.run(phase('countChunk', 1));
  });

  it('breaks when a kernel traps in the calling thread', async () => {
    for (const isAsync of [false, true]) {
      const { team, words } = await open(threads);
      setMeeting(words, threads, 0);
      const error = isAsync
        ? await rejection(team.runAsync(phase('trap', threads)))
        : thrown(() => team.run(phase('trap', threads)));
      expect(error.code).toBe('kernel-failed');
      expect(error.message).toMatch(
        /^Kernel phases\.trap failed in thread 0: .*unreachable.* with a new team\.$/,
      );
      expect(error.cause).toBeInstanceOf(WebAssembly.RuntimeError);
      const later = thrown(() => team.run(phase('countChunk', 1)));
      expect(later.code).toBe('broken');
      expect(later.cause).toBe(error);
    }
  });

  it('refuses what it cannot run, and works on', async () => {
    const { team, words } = await open(threads);
    expect(() => team.run({ ...phase('trap', 1), module: 'sums' })).toThrow(
      new RangeError("the team has no module 'sums': it was opened with phases"),
    );
    expect(() => team.run(phase('twoParameters', 1))).toThrow(
      /^module 'phases' has no exported function 'twoParameters' with .*: it has countChunk, countSlowly, /,
    );
    expect(() => team.run(phase('trap', -1))).toThrow(
      'numChunks must be an integer in [0, 1073741823], got -1',
    );
    expect(() => team.run(phase('trap', 2 ** 30))).toThrow(RangeError);
    expect(() => team.run(phase('trap', 1, -4))).toThrow('params must be an address in [0, 2^32), got -4');
    await expect(team.runAsync(phase('trap', 0.5))).rejects.toThrow(RangeError);
    team.run(phase('countChunk', 2));
    expect(words.subarray(0, 2)).toEqual(Int32Array.of(1, 1));
  });

  it('can be disposed of twice, and is of no use then', async () => {
    const { team } = await open(threads);
    await Promise.all([team.dispose(), team.dispose()]);
    await team.dispose();
    expect(thrown(() => team.run(phase('countChunk', 1))).code).toBe('disposed');
    expect((await rejection(team.runAsync(phase('countChunk', 1)))).code).toBe('disposed');
  });
});

describe('two teams', () => {
  it('work at once', async () => {
    const teams = [await open(2), await open(2)];
    for (const { words } of teams) words[3] = 5_000_000;
    await Promise.all(teams.map(({ team }) => team.runAsync(phase('burn', 40))));
    const [first, second] = teams.map(({ words }) => words.slice(16, 16 + 40));
    expect(first).toEqual(second);
    expect(new Set(first).size).toBe(40);
  });
});

describe('a worker', () => {
  it('that traps breaks the team, and both kinds of call say where and why', async () => {
    for (const name of ['trap', 'overflowStack']) {
      for (const isAsync of [false, true]) {
        const { team, words } = await open(3);
        setMeeting(words, 3, 2);
        const error = isAsync
          ? await rejection(team.runAsync(phase(name, 3)))
          : thrown(() => team.run(phase(name, 3)));
        expect(error.code).toBe('kernel-failed');
        expect(error.message).toMatch(`Kernel phases.${name} failed in thread 2: `);
        expect((error.cause as Error).message).toMatch(/unreachable|call stack/);
        expect((error.cause as Error).stack).toMatch(/wasm-function/);
        expect(thrown(() => team.run(phase('countChunk', 1))).code).toBe('broken');
        await vi.waitFor(() => expect(workers.every(({ threadId }) => threadId === -1)).toBe(true));
      }
    }
  });

  it('that traps takes away the chunks that nobody has begun', async () => {
    const { team, words } = await open(2);
    setMeeting(words, 2, 1);
    expect(thrown(() => team.run(phase('trap', 2 ** 29))).code).toBe('kernel-failed');
    expect(words[0]).toBeLessThan(2 ** 28);
  });

  it('that throws what cannot be posted breaks the team as well', async () => {
    const { team, words } = await open(2, { workerFile: workerWithPhase(`throw Symbol('odd');`) });
    setMeeting(words, 2, 0);
    const error = thrown(() => team.run(phase('nameThread', 2)));
    expect(error).toMatchObject({ code: 'kernel-failed', cause: new Error('Symbol(odd)') });
  });

  it('that is terminated in a chunk lets runAsync reject soon', async () => {
    const { team, words } = await open(3);
    setMeeting(words, 3, 1);
    const running = rejection(team.runAsync(phase('hang', 3)));
    const start = performance.now();
    setTimeout(() => workers[0]!.terminate(), 20);
    const error = await running;
    expect(performance.now() - start).toBeLessThan(1000);
    expect(error.code).toBe('worker-died');
    expect(error.message).toMatch(
      /^Worker thread 1 of 2 died: it ended with exit code 1\. .* with a new team\.$/,
    );
    expect(thrown(() => team.run(phase('countChunk', 1)))).toMatchObject({ code: 'broken', cause: error });
    expect(workers.map(({ threadId }) => threadId)).toEqual([-1, -1]);
  });

  it('that calls process.exit in a chunk lets runAsync reject soon', async () => {
    const { team, words } = await open(2, { workerFile: workerWithPhase('process.exit(3);') });
    setMeeting(words, 2, 0);
    const start = performance.now();
    const error = await rejection(team.runAsync(phase('nameThread', 2)));
    expect(performance.now() - start).toBeLessThan(1000);
    expect(error.code).toBe('worker-died');
    expect(error.message).toContain('Worker thread 1 of 1 died: it ended with exit code 3.');
  });

  it('that runs out of memory in a chunk lets runAsync reject soon', async () => {
    const worker = workerWithPhase(
      'const all = []; for (;;) all.push(new Array(1e5).fill(0.5 + all.length));',
    );
    const { stdout } = await runProgram(
      `
      const { openTeam } = await import(${JSON.stringify(new URL('./open-team.js', builtIndex).href)});
      words[1] = 2;
      const team = await openTeam({ memory, modules, threads: 2 }, new URL(${JSON.stringify(worker.href)}));
      await team.runAsync(${JSON.stringify(phase('nameThread', 2))}).catch((error) =>
        console.log(error.code, error.cause.code, error.message));`,
      ['--max-old-space-size=60'],
    );
    expect(stdout).toMatch(/^worker-died ERR_WORKER_OUT_OF_MEMORY Worker thread 1 of 1 died: .*memory limit/);
  });

  it('that died between two calls is noticed by the next', async () => {
    const { team } = await open(2);
    await workers[0]!.terminate();
    expect(thrown(() => team.run(phase('countChunk', 4)))).toMatchObject({
      code: 'broken',
      cause: { code: 'worker-died' },
    });
  });

  it('that does not come back lets run throw after stallTimeout', async () => {
    const { team, words } = await open(2, { stallTimeout: 200 });
    setMeeting(words, 2, 1);
    const start = performance.now();
    const error = thrown(() => team.run(phase('hang', 2)));
    expect(performance.now() - start).toBeGreaterThanOrEqual(200);
    expect(performance.now() - start).toBeLessThan(1500);
    expect(error.code).toBe('stalled');
    expect(error.message).toMatch(/^A worker thread has been in one chunk of phases\.hang for 200 ms: /);
    expect(thrown(() => team.run(phase('countChunk', 1))).code).toBe('broken');
    await vi.waitFor(() => expect(workers[0]!.threadId).toBe(-1));
  });

  it('that hangs ends when the team is disposed of', async () => {
    const { team, words } = await open(2);
    setMeeting(words, 2, 1);
    const running = rejection(team.runAsync(phase('hang', 2)));
    await team.dispose();
    expect((await running).code).toBe('disposed');
  });
});

describe('opening', () => {
  it('refuses a number of threads or a timeout that is none', async () => {
    const memory = new WebAssembly.Memory({ initial: 2, maximum: 100, shared: true });
    for (const threads of [0, 1.5, Number.NaN]) {
      await expect(openThreadTeam({ memory, modules, threads })).rejects.toThrow(
        new RangeError(`threads must be an integer >= 1, got ${threads}`),
      );
    }
    await expect(openThreadTeam({ memory, modules, threads: 1, stallTimeout: 0 })).rejects.toThrow(
      new RangeError('stallTimeout must be > 0 milliseconds, got 0'),
    );
  });

  it('needs shared memory for two threads, and only then', async () => {
    const unshared = new WebAssembly.Module(
      (
        await asc.compileString(
          'export function mark(params: usize, chunk: i32, thread: i32): void { store<u8>(params + chunk, 7); }',
          { runtime: 'stub', importMemory: true, initialMemory: 1 },
        )
      ).binary! as Uint8Array<ArrayBuffer>,
    );
    const memory = new WebAssembly.Memory({ initial: 1 });
    const options = { memory, modules: { unshared } };
    const error = await rejection(openThreadTeam({ ...options, threads: 2 }));
    expect(error.code).toBe('no-shared-memory');
    expect(error.message).toMatch(/shared: true }\), or use threads: 1\.$/);

    vi.stubGlobal('SharedArrayBuffer', undefined);
    expect((await rejection(openThreadTeam({ ...options, threads: 2 }))).message).toBe(
      '2 threads need SharedArrayBuffer, which this program does not have: use threads: 1.',
    );
    const team = await openThreadTeam({ ...options, threads: 1 });
    team.run({ module: 'unshared', name: 'mark', params: 100, numChunks: 3 });
    await team.runAsync({ module: 'unshared', name: 'mark', params: 103, numChunks: 1 });
    expect(new Uint8Array(memory.buffer).subarray(99, 105)).toEqual(Uint8Array.of(0, 7, 7, 7, 7, 0));
  });

  it('names a module that does not fit the memory', async () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 200, shared: true });
    const error = await rejection(openThreadTeam({ memory, modules, threads: 2 }));
    expect(error.code).toBe('start-failed');
    expect(error.message).toContain('module phases: ');
    expect(error.cause).toBeInstanceOf(WebAssembly.LinkError);
  });

  it('fails, and leaves no thread, when a worker does not start', async () => {
    for (const [file, reason] of [
      [new URL('./no-such-worker.js', builtWorker), 'Cannot find module'],
      [new URL(`data:text/javascript,throw new Error('no luck')`), 'no luck'],
      [new URL('data:text/javascript,process.exit(9)'), 'it ended with exit code 9'],
    ] as const) {
      const error = await rejection(open(3, { workerFile: file }));
      expect(error.code).toBe('start-failed');
      expect(error.message).toContain(`A worker thread did not start: ${reason}`);
    }
  });
});

describe('a process', () => {
  it('ends by itself while a team waits', async () => {
    const { stdout } = await runProgram(`
      const team = await openThreadTeam({ memory, modules, threads: 3 });
      team.run({ module: 'phases', name: 'countChunk', params: 0, numChunks: 9 });
      const end = performance.now();
      process.on('exit', () => console.log(words.subarray(0, 9).join(''), performance.now() - end < 500));`);
    expect(stdout).toBe('111111111 true\n');
  });

  it('ends by process.exit while a worker is in an endless chunk', async () => {
    const { stdout } = await runProgram(`
      const team = await openThreadTeam({ memory, modules, threads: 2 });
      words.set([0, 2, 1]);
      setTimeout(() => { console.log('leaving'); process.exit(0); }, 50);
      await team.runAsync({ module: 'phases', name: 'hang', params: 0, numChunks: 2 });`);
    expect(stdout).toBe('leaving\n');
  });

  it('reports an error of a team that nobody catches, and ends', async () => {
    const failing = runProgram(`
      const team = await openThreadTeam({ memory, modules, threads: 2 });
      words.set([0, 2, 1]);
      team.run({ module: 'phases', name: 'trap', params: 0, numChunks: 2 });`);
    await expect(failing).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('ThreadTeamError: Kernel phases.trap failed in thread 1') as unknown,
    });
  });
});
