/**
 * A step, or scoring, that broke off for a reason that is not in the data. After a step the parameters are those of an
 * unfinished one.
 */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: 'worker-died' | 'step-failed' | 'scoring-failed';
  /** The step's number, from 0; undefined where it was scoring. */
  readonly step: number | undefined;

  constructor(
    message: string,
    details: {
      readonly code: EngineError['code'];
      readonly step?: number | undefined;
      readonly cause?: unknown;
    },
  ) {
    super(message, { cause: details.cause });
    this.code = details.code;
    this.step = details.step;
  }
}
