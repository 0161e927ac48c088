import { readdirSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { quote } from '../commands/experiment-options.js';

/**
 * Files as they stand in a command: `experiments/taming/*.yaml` where they are all files of their ending in one folder in
 * the order in which a shell gives them, else one by one.
 *
 * @param files as they were typed
 */
export function nameFiles(files: readonly string[], workingDirectory: string): string {
  const [first] = files;
  const [folder, ending] = [dirname(first!), extname(first!)];
  const inFolder = files.filter((file) => dirname(file) === folder).map((file) => basename(file));
  const all = readdirSync(resolve(workingDirectory, folder)).filter((name) => extname(name) === ending);
  const isWhole =
    files.length > 1 && inFolder.length === files.length && all.sort().join('/') === inFolder.join('/');
  return isWhole && quote(folder) === folder ? join(folder, `*${ending}`) : files.map(quote).join(' ');
}
