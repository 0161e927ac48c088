import type { PhaseFunction } from './phase-functions.js';
import { adjustSpin, type Spin } from './spin.js';

/**
 * The hand-over between the calling thread (the leader) and the workers: a few 32-bit words in shared memory.
 *
 * A run is opened by the leader, which writes the command and makes `state` odd. A worker that sees an odd state counts
 * itself into `active`, looks at the state again, and takes chunks from `next` until there are none; then it counts
 * itself out. When no chunk is left the leader closes the run (an even state) and waits until `active` is 0. Nobody waits
 * for a worker that came too late or sleeps, so that a small phase does not pay for waking anybody.
 *
 * Why a command never changes under a worker: it is counted in before it looks at the state, and the leader closes the
 * run before it looks at the count. All operations are sequentially consistent, so one of the two sees the other.
 */
const word = {
  /** Odd: a run is open. Grows by 1 at each opening and closing, and wraps. */
  state: 0,
  phase: 1,
  params: 2,
  numChunks: 3,
  /** The next chunk that nobody has taken. */
  next: 32,
  /** Workers that are in a run. */
  active: 64,
  /** 1: the leader sleeps until `active` is 0. */
  leaderSleeps: 65,
  /** Workers that sleep until the next run, or are about to. */
  numSleeping: 96,
  /** The thread whose phase trapped; 0: none. */
  failedThread: 97,
} as const;

/** Words that several threads write are 128 bytes apart: processors fetch two cache lines of 64 bytes at a time. */
const numWords = 128;

/** More chunks than a run can have; no number of further claims makes it overflow. */
const exhausted = 2 ** 30;

/** Reads of a word between two looks at the clock, which costs as much as twenty of them. */
const readsPerClock = 64;

/** The words of one team. */
export type TeamControl = Int32Array<ArrayBufferLike>;

export const maxChunks: number = exhausted - 1;

/** @param isShared false: for a leader without workers, where there may be no shared memory at all */
export function createTeamControl(isShared: boolean): TeamControl {
  return new Int32Array(isShared ? new SharedArrayBuffer(4 * numWords) : new ArrayBuffer(4 * numWords));
}

/** Starts a run and wakes as many sleeping workers as it has chunks for. For the leader, when no run is open. */
export function openRun(control: TeamControl, phase: number, params: number, numChunks: number): void {
  control[word.phase] = phase;
  control[word.params] = params;
  control[word.numChunks] = numChunks;
  Atomics.store(control, word.next, 0);
  // A single chunk is the leader's: no worker hears of it.
  if (numChunks < 2) return;
  Atomics.add(control, word.state, 1);
  if (Atomics.load(control, word.numSleeping) > 0) Atomics.notify(control, word.state, numChunks - 1);
}

/** Ends a run: no worker joins it any more. For the leader, when no chunk is left. */
export function closeRun(control: TeamControl): void {
  if (isOpen(Atomics.load(control, word.state))) Atomics.add(control, word.state, 1);
}

/** Takes away all chunks that nobody has taken. */
export function abandonChunks(control: TeamControl): void {
  Atomics.store(control, word.next, exhausted);
}

/**
 * Does chunks of the open run until none is left.
 *
 * @param deadline a time of `performance.now()`; no chunk is begun after it
 * @returns whether no chunk is left
 * @throws what the phase throws
 */
export function takeChunks(
  control: TeamControl,
  phases: readonly PhaseFunction[],
  thread: number,
  deadline: number,
): boolean {
  const phase = phases[control[word.phase]!]!;
  const params = control[word.params]!;
  const numChunks = control[word.numChunks]!;
  for (;;) {
    const chunk = Atomics.add(control, word.next, 1);
    if (chunk >= numChunks) return true;
    phase(params, chunk, thread);
    if (deadline !== Number.POSITIVE_INFINITY && performance.now() >= deadline) return false;
  }
}

/**
 * Waits until all workers have left the closed run: awake for a moment, then asleep.
 *
 * @returns whether they have, within `timeoutMilliseconds`
 */
export function joinWorkers(control: TeamControl, spin: Spin, timeoutMilliseconds: number): boolean {
  if (Atomics.load(control, word.active) === 0) return true;
  const start = performance.now();
  const spinEnd = start + spin.milliseconds;
  do {
    for (let read = 0; read < readsPerClock; read++) {
      if (Atomics.load(control, word.active) === 0) {
        adjustSpin(spin, true);
        return true;
      }
    }
  } while (performance.now() < spinEnd);
  adjustSpin(spin, false);

  Atomics.store(control, word.leaderSleeps, 1);
  let hasJoined = false;
  for (;;) {
    const numActive = Atomics.load(control, word.active);
    hasJoined = numActive === 0;
    const rest = start + timeoutMilliseconds - performance.now();
    if (hasJoined || rest <= 0) break;
    Atomics.wait(control, word.active, numActive, rest);
  }
  Atomics.store(control, word.leaderSleeps, 0);
  return hasJoined;
}

/** The thread whose phase trapped in a worker, or undefined. */
export function failedThread(control: TeamControl): number | undefined {
  const thread = Atomics.load(control, word.failedThread);
  return thread === 0 ? undefined : thread;
}

/**
 * The life of a worker: takes part in one run after the other, and returns only when a phase traps.
 *
 * @param report told the error before the leader can notice it
 */
export function workUntilFailure(
  control: TeamControl,
  phases: readonly PhaseFunction[],
  thread: number,
  spin: Spin,
  report: (error: unknown) => void,
): void {
  let last = 0;
  let hasFailed = false;
  while (!hasFailed) {
    awaitOpening(control, last, spin);
    Atomics.add(control, word.active, 1);
    const state = Atomics.load(control, word.state);
    if (isOpen(state)) {
      last = state;
      try {
        takeChunks(control, phases, thread, Number.POSITIVE_INFINITY);
      } catch (error) {
        hasFailed = true;
        report(error);
        abandonChunks(control);
        Atomics.store(control, word.failedThread, thread);
      }
    }
    const numActive = Atomics.sub(control, word.active, 1) - 1;
    if (numActive === 0 && Atomics.load(control, word.leaderSleeps) === 1) {
      Atomics.notify(control, word.active);
    }
  }
}

/** Waits until a run is open that is not `last`: awake for a moment, then asleep, then awake again. */
function awaitOpening(control: TeamControl, last: number, spin: Spin): void {
  for (;;) {
    const spinEnd = performance.now() + spin.milliseconds;
    do {
      for (let read = 0; read < readsPerClock; read++) {
        if (isNews(Atomics.load(control, word.state), last)) {
          adjustSpin(spin, true);
          return;
        }
      }
    } while (performance.now() < spinEnd);
    adjustSpin(spin, false);

    // Counted before the state is compared, so that an opening is either seen or wakes this thread.
    Atomics.add(control, word.numSleeping, 1);
    const state = Atomics.load(control, word.state);
    if (!isNews(state, last)) Atomics.wait(control, word.state, state);
    Atomics.sub(control, word.numSleeping, 1);
  }
}

function isNews(state: number, last: number): boolean {
  return isOpen(state) && state !== last;
}

function isOpen(state: number): boolean {
  return (state & 1) === 1;
}
