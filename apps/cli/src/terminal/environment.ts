import type { Readable, Writable } from 'node:stream';

/** A stream to write to; `isTTY` says whether a person looks at it. */
export type OutputStream = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** A stream to read from; `isTTY` says whether a person types into it. */
export type InputStream = Readable & { readonly isTTY?: boolean };

/** What of the outside world a command may touch; a test hands in its own. */
export interface Environment {
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
}
