import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { WorkerStart } from './worker-start.js';

/** A worker thread of a team, as the leader sees it. */
export interface TeamWorker {
  /** Resolves when the worker waits for its first run; rejects when it ends before. */
  readonly ready: Promise<void>;
  /** The error of the phase that trapped in this worker, if one did. Needs no turn of the event loop; gives it once. */
  takeError(): unknown;
  /** Resolves when the thread is gone. */
  terminate(): Promise<unknown>;
}

/**
 * Starts a worker thread, which from the moment it is ready does not keep the process alive.
 *
 * @param file the module that the thread runs
 * @param onEnd told when the thread ends, for whatever reason, once it is ready
 */
export function startWorker(
  file: URL,
  start: Omit<WorkerStart, 'failures'>,
  onEnd: (why: string, cause: unknown) => void,
): TeamWorker {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(file, {
    workerData: { ...start, failures: port2 } satisfies WorkerStart,
    transferList: [port2],
    // The built module needs no flags of the parent, and some (loaders, export conditions) would lead it astray.
    execArgv: [],
    name: `sbn-thread-team-${start.thread}`,
  });
  let isReady = false;
  let cause: unknown;
  const ready = new Promise<void>((resolve, reject) => {
    worker.once('message', () => {
      isReady = true;
      worker.unref();
      resolve();
    });
    worker.once('error', (error) => {
      cause = error;
    });
    worker.once('exit', (code) => {
      port1.close();
      const why =
        cause === undefined
          ? `it ended with exit code ${code}`
          : cause instanceof Error
            ? cause.message
            : String(cause);
      if (isReady) onEnd(why, cause);
      else reject(new Error(why, { cause }));
    });
  });
  return {
    ready,
    takeError: () => receiveMessageOnPort(port1)?.message as unknown,
    terminate: () => worker.terminate(),
  };
}
