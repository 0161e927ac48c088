import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Removes what `writeFileWhole` and `openWholeLines` leave beside a file when the process is killed before the rename:
 * temporary files, `<name>.<digits>` and `<name>.<digits>.tmp`. Only while nobody else writes there.
 */
export async function removeLeftBehind(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const folder = dirname(file);
    const prefix = `${basename(file)}.`;
    const entries = await readdir(folder).catch(() => []);
    for (const entry of entries) {
      if (entry.startsWith(prefix) && /^\d+(\.tmp)?$/.test(entry.slice(prefix.length))) {
        await rm(join(folder, entry), { force: true });
      }
    }
  }
}
