import { openTensorFile } from './files/open-tensor-file.js';
import type { TensorInfo } from './tensor.js';

/**
 * Lists the tensors of a model file without reading their elements: `.npy`, `.npz`, safetensors, ONNX (initialisers and
 * constants), TensorFlow.js (`model.json`, or its folder), CSV, or a run folder. The format is told by the file's name
 * and first bytes.
 *
 * @param path a file or a folder
 * @returns in the order of the file; `role` marks what may be the weights or the bias of an output layer. Where the file
 *   has a graph, only what the graph multiplies with and adds is marked.
 * @throws InputError when the file is missing, damaged or of another format
 */
export async function listTensors(path: string): Promise<TensorInfo[]> {
  const file = await openTensorFile(path);
  try {
    return file.tensors.map(({ name, shape, dtype, bytes, role }) => ({
      name,
      shape,
      dtype,
      bytes,
      ...(role === undefined ? {} : { role }),
    }));
  } finally {
    await file.close();
  }
}
