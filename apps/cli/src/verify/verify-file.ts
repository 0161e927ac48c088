import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InputError } from '@sbn/core';
import { readLines } from '@sbn/datasets';
import type { VerifiedLayer } from '@sbn/detect';
import Tinypool from 'tinypool';
import { createLineVerifier, type Refusal, type VerdictLines, type VerifiedLines } from './verify-lines.js';

/** What {@link verifyFile} works on. */
export interface VerifyFileOptions {
  readonly file: string;
  readonly layer: VerifiedLayer;
  /** Worker threads; 0 for none. */
  readonly workers: number;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number) => void;
}

/** What a file of verdicts came to. */
export interface VerifiedFile {
  readonly total: number;
  readonly argmaxable: number;
  readonly unargmaxable: number;
  readonly undecided: number;
  readonly refused: number;
  /** The first ones, in the order of the file. */
  readonly refusals: readonly Refusal[];
}

/** How many refused verdicts are kept to be shown. */
const refusalLimit = 100;
/** Verdicts that one thread checks at a time. */
const batchSize = 32;

/** The built module; there is none where the sources run as they are. */
const workerFile = fileURLToPath(new URL('./verify-worker.js', import.meta.url));

/**
 * Checks every verdict of a JSON lines file against a layer, in several threads, reading as they go.
 *
 * @throws InputError when there is no verdict in the file, or a line that is none
 * @throws the signal's reason when it aborts
 */
export async function verifyFile(options: VerifyFileOptions): Promise<VerifiedFile> {
  const { file, layer, workers, signal, onProgress } = options;
  const counts = { argmaxable: 0, unargmaxable: 0, undecided: 0 };
  const refusals: Refusal[] = [];
  let refused = 0;
  let total = 0;
  // Also where threads do the work: a layer that makes no sense is refused before any starts.
  const verifyHere = createLineVerifier(layer);
  const pool = workers > 0 && existsSync(workerFile) ? startThreads(layer, workers) : undefined;
  const add = (result: VerifiedLines): void => {
    if ('malformed' in result) {
      const { line, problem } = result.malformed;
      throw new InputError(problem, { code: 'bad-verdict', file, line });
    }
    counts.argmaxable += result.argmaxable;
    counts.unargmaxable += result.unargmaxable;
    counts.undecided += result.undecided;
    refused += result.refusals.length;
    refusals.push(...result.refusals.slice(0, refusalLimit - refusals.length));
    total += result.argmaxable + result.unargmaxable + result.undecided + result.refusals.length;
    onProgress(total);
  };
  try {
    // In the order of the file, and only so many ahead: neither the order of refusals nor memory depends on the threads.
    const ahead: Promise<VerifiedLines>[] = [];
    for await (const batch of batches(file, signal)) {
      signal.throwIfAborted();
      if (pool === undefined) {
        add(verifyHere(batch));
        // Long files must not keep Ctrl-C waiting.
        await new Promise((next) => setImmediate(next));
        continue;
      }
      const result = pool.run(batch) as Promise<VerifiedLines>;
      // It is awaited below; until then a failure must not count as unheard of.
      result.catch(() => {});
      ahead.push(result);
      if (ahead.length > 3 * workers) add(await abortable(ahead.shift()!, signal));
    }
    for (const result of ahead) add(await abortable(result, signal));
  } finally {
    await pool?.destroy();
  }
  if (total === 0) {
    throw new InputError('there are no verdicts in this file', { code: 'empty-file', file });
  }
  return { total, ...counts, refused, refusals };
}

function startThreads(layer: VerifiedLayer, workers: number): Tinypool {
  return new Tinypool({
    filename: workerFile,
    minThreads: workers,
    maxThreads: workers,
    workerData: { ...layer, weights: { ...layer.weights, data: inSharedMemory(layer.weights.data) } },
    // The built module needs no flags of the parent, and some (loaders, export conditions) would lead it astray.
    execArgv: [],
  });
}

/** One copy for all threads. */
function inSharedMemory(data: Float64Array): Float64Array {
  const shared = new Float64Array(new SharedArrayBuffer(data.byteLength));
  shared.set(data);
  return shared;
}

async function* batches(file: string, signal: AbortSignal): AsyncGenerator<VerdictLines> {
  for await (const { firstLine, lines } of readLines(file, { signal })) {
    for (let from = 0; from < lines.length; from += batchSize) {
      yield { firstLine: firstLine + from, lines: lines.slice(from, from + batchSize) };
    }
  }
}

function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
