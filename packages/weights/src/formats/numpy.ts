import { basename } from 'node:path';
import { listNumpyArrays, readNumpyArray } from '@sbn/datasets';
import { roleByShape } from '../layer/role-by-shape.js';
import type { TensorFile } from '../tensor-file.js';

/**
 * Opens a `.npy` or `.npz` file; the array of a `.npy` file is named after the file.
 *
 * @throws InputError when it is damaged
 */
export async function openNumpy(file: string): Promise<TensorFile> {
  const arrays = await listNumpyArrays(file);
  return {
    file,
    tensors: arrays.map(({ name, shape, type, numBytes }) => {
      const role = roleByShape(shape, type);
      return {
        name: name ?? basename(file).replace(/\.npy(\.gz)?$/i, ''),
        shape,
        dtype: type,
        bytes: numBytes,
        ...(role === undefined ? {} : { role }),
        read: async () => (await readNumpyArray(file, { array: name, allowNonFinite: true })).data,
      };
    }),
    close: async () => {},
  };
}
