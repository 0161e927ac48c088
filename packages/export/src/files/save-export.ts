import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@sbn/core';
import { writeFileAtomic } from '@sbn/train';
import type { TensorFlowJsExport } from '../tfjs/export-tensor-flow-js.js';

/**
 * Writes an export: an `.onnx` file under the path itself, in one step; a TensorFlow.js model into a folder of that name,
 * which is made where it is missing. There `model.json` comes last, and an older one goes first: while it is there, its
 * weights are, too.
 *
 * @throws InputError (code `not-writable`) naming the path that cannot be written and why
 */
export async function saveExport(exported: Uint8Array | TensorFlowJsExport, path: string): Promise<void> {
  try {
    if (exported instanceof Uint8Array) await writeFileAtomic(path, [exported]);
    else await saveGraphModel(exported, path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new InputError(`cannot be written: ${reasons[code] ?? message}.`, {
      code: 'not-writable',
      file: path,
      hint: 'Choose another path, or change the permissions.',
      cause: error,
    });
  }
}

/** What the system's codes mean here. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EEXIST: 'there is a file of that name, where a folder is needed',
  EISDIR: 'there is a folder of that name, where a file is needed',
  ENOENT: 'its folder does not exist',
  ENOSPC: 'no space is left on the disk',
  ENOTDIR: 'a part of the path is a file, where a folder is needed',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
};

async function saveGraphModel({ modelJson, weights }: TensorFlowJsExport, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await rm(join(folder, 'model.json'), { force: true });
  for (const name of await readdir(folder)) {
    if (/^group1-shard\d+of\d+\.bin$/.test(name)) await rm(join(folder, name));
  }
  for (const { path, data } of weights) await writeFileAtomic(join(folder, path), [data]);
  await writeFileAtomic(join(folder, 'model.json'), JSON.stringify(modelJson));
}
