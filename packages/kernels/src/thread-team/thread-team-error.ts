/**
 * A thread team that cannot do its work. Its message says what happened and what to do.
 *
 * - `no-shared-memory`: more than one thread was asked for, but the memory is not shared.
 * - `start-failed`: a module could not be instantiated, or a worker thread did not start.
 * - `worker-died`: a worker thread ended, by itself or by force.
 * - `kernel-failed`: a WebAssembly function trapped, in any thread; `cause` is its error.
 * - `stalled`: a worker thread has been in one chunk for longer than `stallTimeout`.
 * - `busy`: the team is still in an earlier `runAsync`.
 * - `disposed`: the team was disposed of, before or during the call.
 * - `broken`: an earlier call failed; `cause` is its error.
 */
export class ThreadTeamError extends Error {
  override readonly name = 'ThreadTeamError';
  readonly code:
    | 'no-shared-memory'
    | 'start-failed'
    | 'worker-died'
    | 'kernel-failed'
    | 'stalled'
    | 'busy'
    | 'disposed'
    | 'broken';

  constructor(message: string, code: ThreadTeamError['code'], cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
  }
}
