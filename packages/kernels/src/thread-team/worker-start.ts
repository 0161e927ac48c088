import type { MessagePort } from 'node:worker_threads';
import type { TeamControl } from './team-control.js';

/** What a worker thread is started with. */
export interface WorkerStart {
  /** 1 to threads − 1; the calling thread is 0. */
  readonly thread: number;
  readonly memory: WebAssembly.Memory;
  readonly modules: Readonly<Record<string, WebAssembly.Module>>;
  readonly control: TeamControl;
  readonly spinMilliseconds: number;
  /** Takes the error of a phase; the leader reads it without a turn of its event loop. */
  readonly failures: MessagePort;
}
