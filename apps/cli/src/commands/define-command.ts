import type { Command } from 'commander';
import { exitCodesHelp } from '../exit-codes.js';
import type { TerminalOptions } from '../terminal/terminal.js';

/** What every command says about itself. */
export interface CommandDescription {
  /** The word and its arguments, such as `train <config>`. */
  readonly usage: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What it does, in a few sentences. */
  readonly description: string;
  /** Command lines to copy. */
  readonly examples: readonly string[];
}

/** The flags that {@link defineCommand} gives to every command. */
export interface CommonOptions extends TerminalOptions {
  readonly debug?: boolean;
}

/** Adds a command with the flags, the examples and the exit codes that every command has. */
export function defineCommand(program: Command, command: CommandDescription): Command {
  return program
    .command(command.usage)
    .summary(command.summary)
    .description(command.description)
    .option('--json', 'write JSON for machines to stdout, and nothing else there')
    .option('-q, --quiet', 'no progress and no notes on stderr')
    .option('--no-color', 'no colours (also by the variable NO_COLOR)')
    .option('--debug', 'show a stack trace with every error')
    .addHelpText(
      'after',
      `\nExample${command.examples.length === 1 ? '' : 's'}:\n${command.examples.map((line) => `  $ ${line}`).join('\n')}\n${exitCodesHelp}`,
    );
}
