import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * The folder of the npm package @tabler/icons, an optional peer dependency. Its list of icons is not among its exports, so the
 * package is looked for where Node would.
 *
 * @throws Error when it is not installed
 */
export function findTablerIcons(): string {
  const paths = createRequire(import.meta.url).resolve.paths('@tabler/icons') ?? [];
  const found = paths
    .map((path) => join(path, '@tabler', 'icons'))
    .find((path) => existsSync(join(path, 'icons.json')));
  if (found === undefined) {
    throw new Error(
      'tablerIcons needs the package @tabler/icons, which is not installed: npm install @tabler/icons',
    );
  }
  return found;
}
