import { createRequire } from 'node:module';
import Tinypool from 'tinypool';
import type { ImagePreparation } from '../preparation/image-preparation.js';
import { type DecodedFiles, fileDecoder } from './file-decoder.js';
import { loadSharp } from './load-sharp.js';

/** Something that decodes picture files. */
export interface Decoders {
  /** Decodes some files together; an error once it has been closed. */
  decode(files: readonly string[]): Promise<DecodedFiles>;
  /** Ends the threads and waits until they are gone; what was not decoded yet is rejected. May be called twice. */
  close(): Promise<void>;
}

/** Pieces that a thread may have in hand, so that it goes on while the thread that wants them computes. */
const piecesPerThread = 8;

/**
 * Starts threads that decode, or none (`workers: 0`): then the threads that sharp has anyway decode, and what is between
 * two pictures is done here. Threads do not keep the process alive while they have nothing to do.
 *
 * @throws Error when sharp is not installed, or the module of the threads is not where it should be
 */
export async function openDecoders(preparation: ImagePreparation, workers: number): Promise<Decoders> {
  await loadSharp();
  const pool = workers === 0 ? undefined : startThreads(preparation, workers);
  const decode =
    pool === undefined ? fileDecoder(preparation) : (files: readonly string[]) => pool.run(files);
  let closing: Promise<void> | undefined;
  const closedError = (): Error => new Error('The pictures have been closed: open them again.');
  return {
    async decode(files) {
      if (closing !== undefined) throw closedError();
      try {
        return (await decode(files)) as DecodedFiles;
      } catch (error) {
        throw closing === undefined ? error : closedError();
      }
    },
    close() {
      closing ??= pool?.destroy() ?? Promise.resolve();
      return closing;
    },
  };
}

function startThreads(preparation: ImagePreparation, workers: number): Tinypool {
  return new Tinypool({
    filename: findWorkerFile(),
    minThreads: workers,
    maxThreads: workers,
    concurrentTasksPerWorker: piecesPerThread,
    workerData: preparation,
    // The built module needs no flags of the parent, and some (loaders, export conditions) would lead it astray.
    execArgv: [],
  });
}

/** The built worker module: the package's own export, so that it is found from sources and from the build alike. */
function findWorkerFile(): string {
  try {
    return createRequire(import.meta.url).resolve('@sbn/datasets/images/worker');
  } catch (cause) {
    throw new Error(
      'The worker module of @sbn/datasets was not found: use workers: 0, or keep @sbn/datasets out of the bundle.',
      { cause },
    );
  }
}
