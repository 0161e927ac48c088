/** What a team is opened with. */
export interface ThreadTeamOptions {
  /** The memory that every module imports as `env.memory`. It must be shared when `threads` is more than 1. */
  readonly memory: WebAssembly.Memory;
  /**
   * Compiled modules by name. They may import `env.memory` and nothing else, and are instantiated once in each thread,
   * so that they must keep all state in the memory: a global belongs to one thread.
   */
  readonly modules: Readonly<Record<string, WebAssembly.Module>>;
  /** How many threads work, the calling thread included. More than there are processors only costs time. */
  readonly threads: number;
  /**
   * Milliseconds that {@link ThreadTeam.run} waits for the chunks that workers still have in hand when no chunk is left
   * to take; 30,000 when left out. A blocked thread cannot hear that a worker died: this is how it finds out.
   */
  readonly stallTimeout?: number;
}

/** Chunks of work that may be done in any order, by any thread, at the same time. */
export interface Phase {
  /** A name of {@link ThreadTeamOptions.modules}. */
  readonly module: string;
  /** An exported function `(params: i32, chunk: i32, thread: i32) => void` of that module. */
  readonly name: string;
  /** Passed on: the address of the parameters in the memory. */
  readonly params: number;
  /** The function is called once for each chunk from 0 to `numChunks` − 1; less than 2³⁰. */
  readonly numChunks: number;
}

/** Threads that do the chunks of one phase together. One call at a time. */
export interface ThreadTeam {
  readonly threads: number;
  /**
   * Does all chunks of a phase and returns when the last one is done. What one call wrote, every thread sees in the next.
   *
   * @throws RangeError when there is no such phase, or a number is out of range
   * @throws ThreadTeamError `kernel-failed` when a chunk traps, `stalled` when a worker does not come back within
   *   `stallTimeout`, `busy`, `disposed`, `broken`. After a failure the team cannot be used any more.
   */
  run(phase: Phase): void;
  /**
   * The same, but a phase of more than 100 ms gives the event loop a turn every 100 ms (a chunk is never interrupted),
   * and a worker that dies is noticed then: there is no `stallTimeout`.
   *
   * @throws ThreadTeamError as {@link run}, and `worker-died`
   */
  runAsync(phase: Phase): Promise<void>;
  /**
   * Ends the worker threads; the promise resolves when they are gone. May be called twice and while a `runAsync` is on
   * its way, which then rejects. A team that is not disposed of does not keep the process alive.
   */
  dispose(): Promise<void>;
}
