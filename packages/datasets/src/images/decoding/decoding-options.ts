import { checkInteger } from '../check-options.js';

/** How picture files are decoded. */
export interface DecodingOptions {
  /**
   * Threads that ask sharp to decode; 1 when left out, 0 for the calling thread. One is enough: the decoding itself is done in
   * the four threads that Node has for such work (UV_THREADPOOL_SIZE), and what counts is that somebody feeds them while the
   * calling thread computes.
   */
  readonly workers?: number | undefined;
  /** Pictures that are decoded ahead of where they are needed; 256 when left out. */
  readonly prefetch?: number | undefined;
  /**
   * What happens to a file that is no picture, or a damaged one: it is reported and left out (`skip`, when left out), or all
   * ends with an error (`fail`).
   */
  readonly onCorrupt?: 'skip' | 'fail' | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** {@link DecodingOptions} with the defaults filled in. */
export interface Decoding {
  readonly workers: number;
  readonly prefetch: number;
  readonly onCorrupt: 'skip' | 'fail';
  readonly signal: AbortSignal | undefined;
}

/** Pictures that a thread gets at a time: what it costs to ask is shared by them. */
export const picturesPerPiece = 8;

/** @throws TypeError, RangeError when an option cannot be */
export function checkDecoding(place: string, options: DecodingOptions): Decoding {
  const { workers = 1, prefetch = 256, onCorrupt = 'skip', signal } = options;
  checkInteger(place, 'workers', workers, 0, 64);
  checkInteger(place, 'prefetch', prefetch, 1, 65_536);
  if (onCorrupt !== 'skip' && onCorrupt !== 'fail') {
    throw new RangeError(`${place}: onCorrupt must be skip or fail, got ${JSON.stringify(onCorrupt)}`);
  }
  return { workers, prefetch, onCorrupt, signal };
}

/** How many pieces are on the way for so many pictures. */
export function piecesAhead(prefetch: number): number {
  return Math.max(1, Math.ceil(prefetch / picturesPerPiece));
}
