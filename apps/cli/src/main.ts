import { createProgram } from './commands/program.js';
import { type ExitCode, exitCodes } from './exit-codes.js';
import { reportError } from './report-error.js';
import { createSession } from './session.js';
import type { Environment } from './terminal/environment.js';

/** What {@link main} may be given in place of this process' own streams, variables and folder. */
export interface MainOptions extends Partial<Environment> {
  /** Stops the command cleanly, as Ctrl-C does. */
  readonly signal?: AbortSignal;
}

/**
 * Runs one `sbn` command, as the program does, inside this process.
 *
 * Never throws and never ends the process: mistakes are written to stderr, and the exit code says how it went.
 *
 * @param argv the words after `sbn`, such as `['count', '--labels', '100', '--dim', '5']`
 * @returns the exit code, see {@link exitCodes}
 */
export async function main(argv: readonly string[], options: MainOptions = {}): Promise<ExitCode> {
  const environment: Environment = {
    stdin: options.stdin ?? process.stdin,
    stdout: options.stdout ?? process.stdout,
    stderr: options.stderr ?? process.stderr,
    variables: options.variables ?? process.env,
    workingDirectory: options.workingDirectory ?? process.cwd(),
  };
  const signal = options.signal ?? new AbortController().signal;
  const session = createSession(environment, signal);
  // Through the terminal, which takes a progress bar off the screen first.
  const sayStopping = (): void =>
    session.terminal?.note(
      'Stopping after the current step and saving it. Press Ctrl-C again to quit at once.',
    );
  signal.addEventListener('abort', sayStopping, { once: true });
  try {
    await createProgram(session).parseAsync(argv, { from: 'user' });
    // A library may answer an abort by ending early instead of throwing.
    return signal.aborted ? reportError(signal.reason, session, argv) : session.exitCode;
  } catch (error) {
    return reportError(error, session, argv);
  } finally {
    signal.removeEventListener('abort', sayStopping);
  }
}
