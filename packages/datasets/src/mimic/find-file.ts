import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { failAt } from '../reading/fail-at.js';

/** The first of some files that is there, plain or as `.gz`, in the order of the folders. */
export async function findFile(folders: readonly string[], name: string): Promise<string | undefined> {
  for (const folder of folders) {
    for (const file of [join(folder, name), join(folder, `${name}.gz`)]) {
      const isThere = await access(file).then(
        () => true,
        () => false,
      );
      if (isThere) return file;
    }
  }
  return undefined;
}

/** @throws InputError when {@link findFile} finds nothing */
export async function requireFile(folder: string, name: string, hint: string): Promise<string> {
  const file = await findFile([folder], name);
  if (file !== undefined) return file;
  return failAt({ file: folder }, 'file-not-found', `The folder has neither ${name} nor ${name}.gz.`, hint);
}
