import { CommanderError } from 'commander';
import { type ExitCode, exitCodes } from './exit-codes.js';
import { describeFileError } from './files/describe-file-error.js';
import type { OwnedSession } from './session.js';

/**
 * Says on stderr what went wrong: one line for a user's mistake, with a stack trace only where the program itself is
 * at fault (or with `--debug`).
 *
 * @returns the exit code that fits
 */
export function reportError(error: unknown, session: OwnedSession, argv: readonly string[]): ExitCode {
  const { environment, signal, terminal, resumeCommand } = session;
  const write = (text: string): void => {
    terminal?.progress.clear();
    environment.stderr.write(`${text}\n`);
  };
  const debug = argv.includes('--debug');
  const writeStack = (): void => {
    if (debug && error instanceof Error) write(error.stack ?? error.message);
  };

  // commander has already written its message, or the help or version that was asked for.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.badInput;

  const resume =
    resumeCommand === undefined ? '' : ` What is finished is saved; go on with: ${resumeCommand}`;
  if (signal.aborted) {
    write(`Stopped.${resume}`);
    writeStack();
    return exitCodes.interrupted;
  }

  if (isInputError(error)) {
    for (const line of error.message.split('\n')) write(`error: ${line}`);
    writeStack();
    return exitCodes.badInput;
  }

  if (isDeadWorker(error)) {
    const where = error.step === undefined ? 'an evaluation' : `step ${error.step} of a training`;
    write(`error: a thread died in ${where}: it was killed, or ran out of memory.${resume}`);
    writeStack();
    return exitCodes.brokeOff;
  }

  const fileProblem = describeFileError(error);
  if (fileProblem !== undefined) {
    write(`error: ${fileProblem}`);
    writeStack();
    return exitCodes.badInput;
  }

  write('error: sbn met a fault of its own; please report it with these lines:');
  write(error instanceof Error ? (error.stack ?? error.message) : String(error));
  for (
    let cause = error instanceof Error ? error.cause : undefined;
    cause instanceof Error;
    cause = cause.cause
  ) {
    write(`caused by: ${cause.stack ?? cause.message}`);
  }
  return exitCodes.fault;
}

/** By name and not by class: there may be two copies of @sbn/core in a tree of packages. */
function isInputError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'InputError';
}

/** A thread of the fused engine that ended from outside; a kernel that trapped is a fault of the program. */
function isDeadWorker(error: unknown): error is Error & { readonly step?: number } {
  return (
    error instanceof Error && error.name === 'EngineError' && 'code' in error && error.code === 'worker-died'
  );
}
