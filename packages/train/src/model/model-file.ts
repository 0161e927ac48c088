import { InputError } from '@sbn/core';
import { type NamedArray, readSafetensors, writeSafetensors } from '../files/safetensors.js';
import { type Model, modelFromConfig } from './model.js';

/** Before a parameter's name in files, to tell it from optimiser state. */
export const parameterPrefix = 'parameter/';

/**
 * Writes a model's config and parameters as one safetensors file, atomically. `loadModel` reads it, and so do
 * checkpoints' readers.
 */
export async function saveModel(
  model: Pick<Model, 'parameters'> & { toConfig(): object },
  path: string,
): Promise<void> {
  await writeSafetensors(path, await readParameters(model), { model: JSON.stringify(model.toConfig()) });
}

/**
 * Makes the model that a file holds: one of {@link saveModel}, or a checkpoint of a run.
 *
 * @throws InputError with code `file-missing`, `file-corrupt`, or `not-a-model`
 */
export function loadModel(path: string): Promise<Model> {
  return loadModelWith(modelFromConfig, path);
}

/**
 * Makes a model of any kind from a file.
 *
 * @param fromConfig makes it, with whatever parameters, from the config that the file holds
 * @throws InputError as {@link loadModel}
 */
export async function loadModelWith<T extends Pick<Model, 'parameters' | 'dispose'>, Config>(
  fromConfig: (config: Config) => T,
  path: string,
): Promise<T> {
  const { tensors, metadata } = await readSafetensors(path, { requireChecksum: true });
  if (metadata.model === undefined) {
    throw new InputError('is a safetensors file without a model config.', {
      code: 'not-a-model',
      file: path,
    });
  }
  let model: T;
  try {
    model = fromConfig(JSON.parse(metadata.model) as Config);
  } catch (error) {
    throw new InputError(`holds a model config that cannot be used: ${(error as Error).message}.`, {
      code: 'not-a-model',
      file: path,
      cause: error,
    });
  }
  try {
    writeParameters(model, tensors, path);
    return model;
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** Copies of all parameters under their file names. */
export async function readParameters(model: Pick<Model, 'parameters'>): Promise<Map<string, NamedArray>> {
  const tensors = new Map<string, NamedArray>();
  for (const parameter of model.parameters) {
    tensors.set(parameterPrefix + parameter.name, { shape: parameter.shape, data: await parameter.read() });
  }
  return tensors;
}

/**
 * Overwrites all parameters from a file's tensors; nothing is written unless all fit.
 *
 * @throws InputError (code `parameters-mismatch`) naming the parameter that is missing or has another shape
 */
export function writeParameters(
  model: Pick<Model, 'parameters'>,
  tensors: ReadonlyMap<string, NamedArray>,
  file: string,
): void {
  const found = model.parameters.map((parameter) =>
    takeTensor(tensors, parameterPrefix + parameter.name, parameter.shape, file),
  );
  model.parameters.forEach((parameter, i) => {
    parameter.write(found[i]!);
  });
}

/** @throws InputError (code `parameters-mismatch`) */
export function takeTensor(
  tensors: ReadonlyMap<string, NamedArray>,
  name: string,
  shape: readonly number[],
  file: string,
): Float32Array {
  const tensor = tensors.get(name);
  if (tensor === undefined || tensor.shape.join() !== shape.join()) {
    const got =
      tensor === undefined ? 'which the file does not have' : `and the file has [${tensor.shape.join(', ')}]`;
    throw new InputError(`${name} of shape [${shape.join(', ')}] is needed, ${got}.`, {
      code: 'parameters-mismatch',
      file,
      hint: 'The file belongs to another model.',
    });
  }
  return tensor.data;
}
