import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';

/** Writes a file so that a reader (or a crash) sees the old content or the new, never a part: temp file, fsync, rename. */
export async function writeFileWhole(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(path, content instanceof Uint8Array ? Buffer.from(content) : content);
}

/** {@link writeFileWhole} of indented JSON. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFileWhole(path, `${JSON.stringify(value, null, 2)}\n`);
}
