import { InputError } from '@sbn/core';

/** A place in what a user handed over: a file (if it has a name) and a 1-based line (if it has lines). */
export interface Place {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

/** A {@link Place} whose line is known. */
export interface LinePlace extends Place {
  readonly line: number;
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

/** A short one-line quotation of file content for a message; long and unprintable text does not flood a terminal. */
export function quote(text: string): string {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return JSON.stringify(shown).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** What can be wrong with a data file; the `code` of every InputError of this package. */
export type ErrorCode =
  | 'file-not-found'
  | 'file-not-readable'
  | 'is-a-folder'
  | 'bad-gzip'
  | 'bad-utf8'
  | 'bad-archive'
  | 'bad-picture'
  | 'line-too-long'
  | 'value-too-long'
  | 'file-too-large'
  | 'empty-file'
  | 'truncated'
  | 'syntax'
  | 'unsupported'
  | 'wrong-count'
  | 'bad-number'
  | 'not-finite'
  | 'missing-value'
  | 'missing-field'
  | 'missing-labels'
  | 'duplicate-label'
  | 'duplicate-feature'
  | 'duplicate-name'
  | 'label-out-of-range'
  | 'feature-out-of-range'
  | 'unknown-label'
  | 'unknown-name'
  | 'mixed-kinds'
  | 'not-prepared'
  | 'other-preparation'
  | 'other-counts'
  | 'wrong-checksum';
