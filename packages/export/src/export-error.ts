/** What can be in the way of an export; the `code` of an {@link ExportError}. */
export type ExportErrorCode =
  /** The encoder or the head is somebody else's object: only its own code knows what it computes. */
  | 'not-built-in'
  /** The head's weights are somebody else's variable. */
  | 'tied-weights'
  /** A `.onnx` file has room for 2 GiB. */
  | 'too-large'
  /** The package that would run the export is not installed. */
  | 'runtime-missing'
  /** The package that would run the export does not start, or refuses the file. */
  | 'runtime-failed';

/** A model that cannot be exported, or an export that cannot be run. */
export class ExportError extends Error {
  override readonly name = 'ExportError';
  readonly code: ExportErrorCode;

  constructor(message: string, details: { readonly code: ExportErrorCode; readonly cause?: unknown }) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.code = details.code;
  }
}
