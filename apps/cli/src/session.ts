import { type ExitCode, exitCodes } from './exit-codes.js';
import type { Environment } from './terminal/environment.js';
import { createTerminal, type Terminal, type TerminalOptions } from './terminal/terminal.js';

/** One call of `sbn`: what its command may use, and what it leaves for {@link main} to know at the end. */
export interface Session {
  readonly environment: Environment;
  /** Aborts at the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** Opens the terminal with the flags of the command. */
  openTerminal(options: TerminalOptions): Terminal;
  /** What the process ends with where nothing is thrown; 0 unless set. */
  setExitCode(code: ExitCode): void;
  /** How to go on after an interrupt, as the command line to type. */
  setResumeCommand(command: string): void;
}

/** A {@link Session} together with what {@link main} reads from it. */
export interface OwnedSession extends Session {
  readonly terminal: Terminal | undefined;
  readonly exitCode: ExitCode;
  readonly resumeCommand: string | undefined;
}

/** Starts a session. */
export function createSession(environment: Environment, signal: AbortSignal): OwnedSession {
  let terminal: Terminal | undefined;
  let exitCode: ExitCode = exitCodes.ok;
  let resumeCommand: string | undefined;
  return {
    environment,
    signal,
    openTerminal: (options) => {
      terminal = createTerminal(environment, options);
      return terminal;
    },
    setExitCode: (code) => {
      exitCode = code;
    },
    setResumeCommand: (command) => {
      resumeCommand = command;
    },
    get terminal() {
      return terminal;
    },
    get exitCode() {
      return exitCode;
    },
    get resumeCommand() {
      return resumeCommand;
    },
  };
}
