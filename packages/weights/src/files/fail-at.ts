import { InputError } from '@sbn/core';

/** What can be wrong with a model file; the `code` of every InputError of this package that datasets' readers do not throw. */
export type ErrorCode =
  | 'file-not-found'
  | 'file-not-readable'
  | 'is-a-folder'
  | 'file-too-large'
  | 'empty-file'
  | 'truncated'
  | 'syntax'
  | 'unsupported'
  | 'unsafe-path'
  | 'wrong-count'
  | 'bad-number'
  | 'not-finite'
  | 'unknown-name'
  | 'duplicate-name'
  | 'ambiguous';

/** A place in a file. */
export interface Place {
  readonly file: string;
  readonly line?: number | undefined;
}

/** Throws an InputError that points at `place`; `message` and `hint` are whole sentences. */
export function failAt(
  place: Place,
  code: ErrorCode,
  message: string,
  hint?: string,
  cause?: unknown,
): never {
  throw new InputError(message, { code, file: place.file, line: place.line, hint, cause });
}

/** A short one-line quotation of file content for a message. */
export function quote(text: string): string {
  const shown = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  return JSON.stringify(shown).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
