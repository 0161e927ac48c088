import type { Command } from 'commander';

/** The flags of every command that reads an experiment's configuration. */
export interface ExperimentOptions {
  readonly set: readonly string[];
}

/** Adds `--set`, which may be given many times. */
export function addExperimentOptions(command: Command): Command {
  return command.option(
    '--set <key.path=value>',
    'override a setting, such as training.epochs=3 or heads[0].dim=[5,10]; may be repeated',
    (value: string, values: readonly string[]) => [...values, value],
    [] as readonly string[],
  );
}

/** The flags as they were typed, for a command line to type again. */
export function setFlags(overrides: readonly string[]): string {
  return overrides.map((override) => ` --set ${quote(override)}`).join('');
}

/** A word as a shell takes it. */
export function quote(word: string): string {
  return /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
