import { dirname, relative, resolve, sep } from 'node:path';

/**
 * The folder that all files or folders lie in, however deep.
 *
 * @param paths absolute, at least one
 */
export function commonFolder(paths: readonly string[]): string {
  const isAround = (folder: string, path: string): boolean => {
    const way = relative(folder, path);
    return way !== '..' && !way.startsWith(`..${sep}`);
  };
  let folder = dirname(resolve(paths[0]!));
  while (!paths.every((path) => isAround(folder, dirname(path)))) folder = dirname(folder);
  return folder;
}
