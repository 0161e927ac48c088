import { availableParallelism } from 'node:os';
import { instantiatePhases, type ModulePhases } from './phase-functions.js';
import { createPhaseIndex } from './phase-index.js';
import { createSpin } from './spin.js';
import { startWorker, type TeamWorker } from './start-worker.js';
import {
  abandonChunks,
  closeRun,
  createTeamControl,
  failedThread,
  joinWorkers,
  maxChunks,
  openRun,
  takeChunks,
} from './team-control.js';
import type { Phase, ThreadTeam, ThreadTeamOptions } from './thread-team.js';
import { ThreadTeamError } from './thread-team-error.js';

/** How long a thread stays awake when it waits for another, where there is a processor for each. */
const spinMilliseconds = 0.05;

/** How long `runAsync` may hold the event loop. */
const turnMilliseconds = 100;

const defaultStallTimeout = 30_000;

const advice = 'What the run wrote is incomplete: start again from a state that was saved, with a new team.';

/** `openThreadTeam` with another module for the workers. */
export async function openTeam(options: ThreadTeamOptions, workerFile: URL): Promise<ThreadTeam> {
  const { memory, modules, threads, stallTimeout = defaultStallTimeout } = options;
  if (!Number.isInteger(threads) || threads < 1) {
    throw new RangeError(`threads must be an integer >= 1, got ${threads}`);
  }
  if (!(stallTimeout > 0)) throw new RangeError(`stallTimeout must be > 0 milliseconds, got ${stallTimeout}`);
  if (threads > 1) requireSharedMemory(memory, threads);
  const modulePhases = instantiateHere(modules, memory);
  const phases = modulePhases.flatMap(({ functions }) => functions);
  const indexOf = createPhaseIndex(modulePhases);

  // Threads that share a processor would only keep each other from working.
  const longestSpin = threads <= availableParallelism() ? spinMilliseconds : 0;
  const spin = createSpin(longestSpin);
  const control = createTeamControl(threads > 1);
  const workers: TeamWorker[] = [];
  let failure: ThreadTeamError | undefined;
  let isBusy = false;
  /** The name of the phase that was called last. */
  let running = '';

  const terminate = async (): Promise<void> => {
    abandonChunks(control);
    await Promise.all(workers.map((worker) => worker.terminate()));
  };
  /** Breaks the team; the first reason stays. */
  const fail = (error: ThreadTeamError): ThreadTeamError => {
    if (failure === undefined) {
      failure = error;
      void terminate();
    }
    return failure;
  };
  const failPhase = (thread: number, cause: unknown): ThreadTeamError => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    return fail(
      new ThreadTeamError(
        `Kernel ${running} failed in thread ${thread}: ${reason}. ${advice}`,
        'kernel-failed',
        cause,
      ),
    );
  };
  const failWorker = (thread: number, why: string, cause: unknown): ThreadTeamError => {
    // A worker whose kernel trapped ends by itself, and the leader may hear of its end first.
    const trap = workers[thread - 1]?.takeError();
    if (trap !== undefined) return failPhase(thread, trap);
    return fail(
      new ThreadTeamError(
        `Worker thread ${thread} of ${threads - 1} died: ${why}. ${advice}`,
        'worker-died',
        cause,
      ),
    );
  };

  try {
    for (let thread = 1; thread < threads; thread++) {
      workers.push(
        startWorker(
          workerFile,
          { thread, memory, modules, control, spinMilliseconds: longestSpin },
          (why, cause) => void failWorker(thread, why, cause),
        ),
      );
    }
    await Promise.all(workers.map(({ ready }) => ready));
  } catch (cause) {
    await terminate();
    throw new ThreadTeamError(
      `A worker thread did not start: ${cause instanceof Error ? cause.message : String(cause)}. ` +
        'Use threads: 1, or free memory; in a bundled program keep @sbn/kernels out of the bundle.',
      'start-failed',
      cause,
    );
  }

  /** Checks a call before it changes anything, and opens its run. */
  const begin = ({ module, name, params, numChunks }: Phase): void => {
    if (failure !== undefined) throw whyUnusable(failure);
    if (isBusy) {
      throw new ThreadTeamError('The thread team is busy: await its runAsync before the next call.', 'busy');
    }
    const phase = indexOf(module, name);
    if (!Number.isInteger(params) || params < 0 || params >= 2 ** 32) {
      throw new RangeError(`params must be an address in [0, 2^32), got ${params}`);
    }
    if (!Number.isInteger(numChunks) || numChunks < 0 || numChunks > maxChunks) {
      throw new RangeError(`numChunks must be an integer in [0, ${maxChunks}], got ${numChunks}`);
    }
    running = `${module}.${name}`;
    openRun(control, phase, params, numChunks);
  };
  /** Does chunks in this thread. */
  const work = (deadline: number): boolean => {
    try {
      return takeChunks(control, phases, 0, deadline);
    } catch (cause) {
      throw failPhase(0, cause);
    }
  };
  /** Throws what went wrong in a worker during the run. */
  const finish = (): void => {
    const thread = failedThread(control);
    if (thread !== undefined) throw failPhase(thread, workers[thread - 1]!.takeError());
    if (failure !== undefined) throw failure;
  };

  const run = (phase: Phase): void => {
    begin(phase);
    work(Number.POSITIVE_INFINITY);
    closeRun(control);
    if (!joinWorkers(control, spin, stallTimeout)) {
      throw fail(
        new ThreadTeamError(
          `A worker thread has been in one chunk of ${running} for ${stallTimeout} ms: ` +
            `it died, or the chunk is too large. ${advice} Use smaller chunks, a larger stallTimeout, or runAsync.`,
          'stalled',
        ),
      );
    }
    finish();
  };

  const runAsync = async (phase: Phase): Promise<void> => {
    begin(phase);
    isBusy = true;
    try {
      while (!work(performance.now() + turnMilliseconds)) {
        await eventLoopTurn();
        if (failure !== undefined) throw failure;
      }
      closeRun(control);
      while (!joinWorkers(control, spin, turnMilliseconds)) {
        await eventLoopTurn();
        if (failure !== undefined) throw failure;
      }
      finish();
    } catch (error) {
      // Nothing may write into the memory once the caller has been told.
      await terminate();
      throw error;
    } finally {
      isBusy = false;
    }
  };

  const dispose = async (): Promise<void> => {
    failure ??= new ThreadTeamError('The thread team has been disposed of: open a new one.', 'disposed');
    await terminate();
  };

  return { threads, run, runAsync, dispose };
}

function requireSharedMemory(memory: WebAssembly.Memory, threads: number): void {
  if (typeof SharedArrayBuffer === 'undefined') {
    throw new ThreadTeamError(
      `${threads} threads need SharedArrayBuffer, which this program does not have: use threads: 1.`,
      'no-shared-memory',
    );
  }
  if (!(memory.buffer instanceof SharedArrayBuffer)) {
    throw new ThreadTeamError(
      `${threads} threads need a shared memory, got one that is not: make it with ` +
        'new WebAssembly.Memory({ initial, maximum, shared: true }), or use threads: 1.',
      'no-shared-memory',
    );
  }
}

function instantiateHere(
  modules: Readonly<Record<string, WebAssembly.Module>>,
  memory: WebAssembly.Memory,
): readonly ModulePhases[] {
  try {
    return instantiatePhases(modules, memory);
  } catch (cause) {
    throw new ThreadTeamError(
      `A module could not be instantiated on the memory of the team: ${(cause as Error).message}. ` +
        'It may import env.memory and nothing else, shared as the memory is, within its limits.',
      'start-failed',
      cause,
    );
  }
}

function whyUnusable(failure: ThreadTeamError): ThreadTeamError {
  if (failure.code === 'disposed') return new ThreadTeamError(failure.message, 'disposed');
  return new ThreadTeamError(
    `The thread team is broken, because an earlier run failed: open a new one. ${failure.message}`,
    'broken',
    failure,
  );
}

function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
