import { failUnknown } from './files/fail-unknown.js';
import { openTensorFile } from './files/open-tensor-file.js';
import type { Tensor } from './tensor.js';

/**
 * Reads one tensor of a model file (see `listTensors` for the formats), converted to float64 exactly; of formats that
 * allow it, only that tensor is read. Quantised weights of TensorFlow.js become the float32 numbers that it computes with.
 *
 * @param path a file or a folder
 * @param options.name as `listTensors` gives it; may be left out where there is only one
 * @throws InputError when there is no such tensor, it cannot be read, or holds integers beyond ±2^53
 */
export async function readTensor(
  path: string,
  options: { readonly name?: string | undefined } = {},
): Promise<Tensor> {
  const { name } = options;
  const file = await openTensorFile(path);
  try {
    const only = file.tensors.length === 1 ? file.tensors[0] : undefined;
    const tensor = name === undefined ? only : file.tensors.find((candidate) => candidate.name === name);
    if (tensor === undefined) failUnknown(path, name, file.tensors, 'tensor', 'name');
    const { shape, dtype } = tensor;
    return { name: tensor.name, shape, dtype, data: await tensor.read() };
  } finally {
    await file.close();
  }
}
