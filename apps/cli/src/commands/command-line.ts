import type { Command } from 'commander';
import { quote } from './experiment-options.js';

/**
 * A command as it was typed, to be typed again after an interrupt: without `--fresh`, which would throw away what is to
 * be gone on with.
 */
export function commandLine(command: Command): string {
  const words = [...command.args.map(quote)];
  for (const option of command.options) {
    const name = option.attributeName();
    if (name === 'fresh' || command.getOptionValueSource(name) !== 'cli') continue;
    words.push(option.long ?? option.short!);
    const value: unknown = command.getOptionValue(name);
    if (typeof value !== 'boolean') words.push(quote(String(value)));
  }
  for (let at: Command | null = command; at !== null; at = at.parent) words.unshift(at.name());
  return words.join(' ');
}
