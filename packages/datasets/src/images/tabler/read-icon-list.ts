import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failAt } from '../../reading/fail-at.js';

/** An outline icon as the package lists it. */
export interface ListedIcon {
  readonly name: string;
  readonly category: string;
  /** Without repetitions; some are numbers in the file, here all are texts. */
  readonly tags: readonly string[];
}

/**
 * Reads the list of the package @tabler/icons: the icons that have an outline, in the order of their names' code units.
 *
 * @throws InputError when the list cannot be read or is not of the form expected
 */
export async function readIconList(
  folder: string,
): Promise<{ icons: readonly ListedIcon[]; version: string }> {
  const list = await readJson(join(folder, 'icons.json'));
  const file = join(folder, 'icons.json');
  const icons = Object.values(list).flatMap((entry): ListedIcon[] => {
    const { name, category, tags, styles } = Object(entry) as Record<string, unknown>;
    if (typeof name !== 'string' || typeof category !== 'string' || !Array.isArray(tags)) {
      failAt({ file }, 'syntax', 'Expected icons with a name, a category and tags.');
    }
    if ((styles as { outline?: unknown } | undefined)?.outline === undefined) return [];
    return [{ name, category, tags: [...new Set(tags.map(String))] }];
  });
  if (icons.length === 0) failAt({ file }, 'empty-file', 'There is no icon with an outline in the list.');
  const { version } = await readJson(join(folder, 'package.json'));
  icons.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { icons, version: String(version) };
}

async function readJson(file: string): Promise<Record<string, unknown>> {
  try {
    return Object(JSON.parse(await readFile(file, 'utf8'))) as Record<string, unknown>;
  } catch (cause) {
    if (cause instanceof SyntaxError)
      return failAt({ file }, 'syntax', 'The file is no JSON.', undefined, cause);
    return failAt(
      { file },
      'file-not-readable',
      `The file cannot be read (${(cause as NodeJS.ErrnoException).code}).`,
      undefined,
      cause,
    );
  }
}
