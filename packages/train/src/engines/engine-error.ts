/** A step that broke off for a reason that is not in the data: the parameters are those of an unfinished step. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: 'worker-died' | 'step-failed';
  /** The step's number, from 0. */
  readonly step: number;

  constructor(
    message: string,
    details: { readonly code: EngineError['code']; readonly step: number; readonly cause?: unknown },
  ) {
    super(message, { cause: details.cause });
    this.code = details.code;
    this.step = details.step;
  }
}
