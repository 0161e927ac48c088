import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { DetectorError } from '../detector/detector-error.js';
import { closeSource } from './abortable.js';
import type { Run } from './run-in-thread.js';
import type { WorkerRequest, WorkerResponse, WorkerStart } from './worker-protocol.js';

/** Label sets that each worker may have in hand or finished and waiting for an earlier one. */
const windowPerWorker = 16;

/**
 * Works on label sets in worker threads and yields the results in the order of the sets.
 *
 * Only `16 · starts.length` sets are on the way at any time, counted from the one that is to be yielded next, so that
 * neither a slow consumer nor a slow set lets memory grow. Every way out (the end, an error, an abort, a consumer that
 * stops) terminates the threads and waits until they are gone.
 *
 * @param starts one entry per thread
 * @param workerFile the module the threads run; found in this package when left out
 */
export async function* runInWorkers(
  run: Run,
  starts: readonly WorkerStart[],
  workerFile?: string,
): AsyncGenerator<unknown, void, undefined> {
  const { sets, prepare, signal } = run;
  const { iterator } = sets;
  const window = windowPerWorker * starts.length;
  const finished = new Map<number, unknown>();
  const workers: { readonly worker: Worker; inHand: number }[] = [];
  let failure: { readonly error: unknown } | undefined;
  let isSourceOpen = true;
  let isDrawing = false;
  let numDrawn = 0;
  let numYielded = 0;
  let wake: () => void = () => {};

  const fail = (error: unknown): void => {
    failure ??= { error };
    wake();
  };
  const onAbort = (): void => fail(signal.reason);
  const draw = async (): Promise<void> => {
    isDrawing = true;
    try {
      const next = await iterator.next();
      if (next.done === true) isSourceOpen = false;
      else {
        const set = prepare(next.value, numDrawn);
        const least = workers.reduce((a, b) => (b.inHand < a.inHand ? b : a));
        least.inHand++;
        least.worker.postMessage({ index: numDrawn, set } satisfies WorkerRequest);
        numDrawn++;
      }
    } catch (error) {
      fail(error);
    }
    isDrawing = false;
    wake();
  };

  try {
    signal.throwIfAborted();
    signal.addEventListener('abort', onAbort);
    const file = workerFile ?? findWorkerFile();
    for (const start of starts) {
      // The built module needs no flags of the parent, and some (loaders, export conditions) would lead it astray.
      const entry = { worker: new Worker(file, { workerData: start, execArgv: [] }), inHand: 0 };
      workers.push(entry);
      entry.worker.on('message', (response: WorkerResponse) => {
        entry.inHand--;
        if ('error' in response) fail(response.error);
        else finished.set(response.index, response.result);
        wake();
      });
      entry.worker.on('error', (cause) => {
        fail(
          new DetectorError(
            `A detection worker failed: ${cause instanceof Error ? cause.message : String(cause)}`,
            'worker-failed',
            cause,
          ),
        );
      });
      entry.worker.on('messageerror', (cause) => {
        fail(new DetectorError('A message of a detection worker could not be read', 'worker-failed', cause));
      });
      entry.worker.on('exit', (code) => {
        fail(
          new DetectorError(`A detection worker ended with code ${code} before its work`, 'worker-failed'),
        );
      });
    }
    for (;;) {
      if (failure !== undefined) throw failure.error;
      if (isSourceOpen && !isDrawing && numDrawn - numYielded < window) void draw();
      if (finished.has(numYielded)) {
        const result = finished.get(numYielded);
        finished.delete(numYielded);
        numYielded++;
        yield result;
      } else if (!isSourceOpen && numYielded === numDrawn) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
          // What happened between the checks above and here must not be slept through.
          if (failure !== undefined || finished.has(numYielded)) resolve();
        });
      }
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    await Promise.all(workers.map(({ worker }) => worker.terminate()));
    if (isSourceOpen) await closeSource(iterator, isDrawing);
  }
}

/** The built worker module: the package's own export, so that it is found from sources and from the build alike. */
function findWorkerFile(): string {
  try {
    return createRequire(import.meta.url).resolve('@sbn/detect/worker');
  } catch (cause) {
    throw new DetectorError(
      'The worker module of @sbn/detect was not found. Use workers: 0, or keep @sbn/detect out of the bundle.',
      'worker-missing',
      cause,
    );
  }
}
