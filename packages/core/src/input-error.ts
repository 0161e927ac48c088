/** What an {@link InputError} knows besides its message. */
export interface InputErrorDetails {
  /** A stable word for programs, such as `label-out-of-range`. */
  readonly code: string;
  /** The file that was being read. */
  readonly file?: string | undefined;
  /** The 1-based line in that file. */
  readonly line?: number | undefined;
  /** How to fix it, a whole sentence. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/**
 * A mistake in what a user handed over (a data file, a configuration, a flag), as opposed to a fault of the program.
 * Its message is complete: `file:line: what was expected and what came. How to fix it.`; show it without a stack trace.
 */
export class InputError extends Error {
  override readonly name = 'InputError';
  readonly code: string;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly hint: string | undefined;

  constructor(message: string, details: InputErrorDetails) {
    const { code, file, line, hint, cause } = details;
    const place = file === undefined ? '' : line === undefined ? `${file}: ` : `${file}:${line}: `;
    super(`${place}${message}${hint === undefined ? '' : ` ${hint}`}`, cause === undefined ? {} : { cause });
    this.code = code;
    this.file = file;
    this.line = line;
    this.hint = hint;
  }
}
