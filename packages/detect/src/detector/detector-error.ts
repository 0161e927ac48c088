/**
 * A fault of the machinery, as opposed to bad input or an open question: a worker thread died, or a detector was used
 * after it had been disposed of.
 */
export class DetectorError extends Error {
  override readonly name = 'DetectorError';
  readonly code: 'disposed' | 'worker-failed' | 'worker-missing';

  constructor(message: string, code: DetectorError['code'], cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
  }
}
