import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes what an atomic write leaves beside a file when the process is killed before the rename: `<name>.<digits>`. */
export async function removeTemporaryFiles(folder: string, names: readonly string[]): Promise<void> {
  for (const entry of await readdir(folder)) {
    const left = names.some(
      (name) => entry.startsWith(`${name}.`) && /^\d+$/.test(entry.slice(name.length + 1)),
    );
    if (left) await rm(join(folder, entry), { force: true });
  }
}
