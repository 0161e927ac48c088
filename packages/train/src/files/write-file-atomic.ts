import { randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Largest single write: one call must stay below 2 GiB on every system. */
const maxWrite = 64 * 1024 * 1024;

/** Marks our unfinished files, so that a later run can tell them from a user's. */
const temporarySuffix = '.sbn-partial';

/**
 * Replaces a file in one step that survives a crash at any moment, power cuts included: a reader sees either the old
 * content or the whole new content. The content goes to a temporary file in the same folder, which is flushed to the
 * disk, renamed over the target, and made durable by flushing the folder. (The npm package `write-file-atomic` leaves
 * the last step out, and wants the content in one piece.)
 *
 * @param path the file; its folder must exist
 * @param content text, or byte chunks that are written one after the other
 */
export async function writeFileAtomic(
  path: string,
  content: string | Iterable<ArrayBufferView>,
): Promise<void> {
  const folder = dirname(path);
  const temporary = join(
    folder,
    `.${basename(path)}.${process.pid}-${randomBytes(4).toString('hex')}${temporarySuffix}`,
  );
  try {
    const handle = await open(temporary, 'wx');
    try {
      const chunks = typeof content === 'string' ? [Buffer.from(content)] : content;
      for (const chunk of chunks) await writeWhole(handle, chunk);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

/** Deletes what {@link writeFileAtomic} calls that were cut off left in a folder. Only for the folder's sole writer. */
export async function removePartialFiles(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (name.startsWith('.') && name.endsWith(temporarySuffix)) await rm(join(folder, name), { force: true });
  }
}

async function writeWhole(handle: FileHandle, chunk: ArrayBufferView): Promise<void> {
  const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  let at = 0;
  while (at < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, at, Math.min(maxWrite, bytes.length - at));
    at += bytesWritten;
  }
}

/** Makes a rename in the folder durable. Windows cannot open folders and needs no flush. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
