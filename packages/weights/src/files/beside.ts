import { dirname, resolve } from 'node:path';
import { failAt, quote } from './fail-at.js';

/**
 * The path of a file that a model names as part of itself. Such a file lies beside the model or in a folder below it;
 * a model from a stranger must not choose which other files of this machine are read.
 *
 * @param file the model
 * @param name what the model says, `/` or `\` between folders
 * @throws InputError when the name leads out of the model's folder
 */
export function pathBeside(file: string, name: string): string {
  const parts = name.split(/[/\\]/);
  const leadsOut = parts.includes('..') || parts[0] === '' || /^[A-Za-z][A-Za-z0-9+.-]*:/.test(name);
  if (leadsOut || name.includes('\0') || parts.at(-1) === '' || parts.at(-1) === '.') {
    failAt(
      { file },
      'unsafe-path',
      `The model says that its data is in ${quote(name)}, which is not a file in its own folder.`,
      'Put the data beside the model, and let the model name it so.',
    );
  }
  return resolve(dirname(file), ...parts);
}
