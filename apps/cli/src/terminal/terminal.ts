import picocolors from 'picocolors';
import type { Colors } from './colors.js';
import type { Environment, OutputStream } from './environment.js';
import { createProgress, type Progress } from './progress.js';

/** The flags that every command has. */
export interface TerminalOptions {
  readonly json?: boolean | undefined;
  readonly quiet?: boolean | undefined;
  readonly color?: boolean | undefined;
}

/**
 * Where a command writes. Results go to stdout, everything else (notes, progress, errors) to stderr; with `--json`
 * stdout carries JSON and nothing else.
 */
export interface Terminal {
  /** True with `--json`. */
  readonly json: boolean;
  readonly colors: Colors;
  readonly progress: Progress;
  /** The width that tables may take. */
  readonly width: number;
  /** A result for people: one or more lines to stdout. Silent with `--json`. */
  print(text: string): void;
  /** A result for machines: one line of JSON to stdout. Silent without `--json`. */
  printJson(value: unknown): Promise<void>;
  /** Something worth knowing that is no result: to stderr. Silent with `--quiet`. */
  note(text: string): void;
}

/** Makes the {@link Terminal} of one command from the flags it was given. */
export function createTerminal(environment: Environment, options: TerminalOptions): Terminal {
  const { stdout, stderr, variables } = environment;
  const { json = false, quiet = false, color = true } = options;
  const colorful = (stream: OutputStream): boolean =>
    color &&
    variables.NO_COLOR === undefined &&
    (variables.FORCE_COLOR !== undefined || (stream.isTTY === true && variables.TERM !== 'dumb'));
  const progress = createProgress({
    stream: stderr,
    colors: picocolors.createColors(colorful(stderr)),
    mode: quiet ? 'silent' : stderr.isTTY === true && variables.TERM !== 'dumb' ? 'bars' : 'lines',
  });
  return {
    json,
    colors: picocolors.createColors(colorful(stdout)),
    progress,
    width: stdout.columns ?? 120,
    print: (text) => {
      if (!json) stdout.write(`${text}\n`);
    },
    printJson: async (value) => {
      // Waits for a slow reader, so that a long stream of lines never piles up in memory.
      if (json && !stdout.write(`${stringify(value)}\n`)) await drained(stdout);
    },
    note: (text) => {
      if (!quiet) progress.note(text);
    },
  };
}

/** JSON for machines: numbers too big for a double travel as strings, typed arrays as lists. */
function stringify(value: unknown): string {
  return JSON.stringify(value, (_key, entry: unknown) => {
    if (typeof entry === 'bigint') return entry.toString();
    if (ArrayBuffer.isView(entry) && !(entry instanceof DataView)) {
      return Array.from(entry as unknown as ArrayLike<number>);
    }
    return entry;
  });
}

function drained(stream: OutputStream): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      stream.off('drain', settle);
      stream.off('close', settle);
      resolve();
    };
    stream.once('drain', settle);
    stream.once('close', settle);
  });
}
