/**
 * A head that cannot do what was asked. `code` is `head-disposed`, `cannot-read-synchronously` or `no-output-layer`.
 */
export class HeadError extends Error {
  override readonly name = 'HeadError';
  readonly code: string;

  constructor(message: string, details: { readonly code: string; readonly cause?: unknown }) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.code = details.code;
  }
}
