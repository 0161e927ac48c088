import { InputError } from '@sbn/core';
import { readSafetensors, writeSafetensors } from '../files/safetensors.js';
import { readParameters, writeParameters } from '../model/model-file.js';
import { type LanguageModel, type LanguageModelConfig, languageModelFromConfig } from './language-model.js';

/** Writes a language model's config and parameters as one safetensors file, atomically. */
export async function saveLanguageModel(model: LanguageModel, path: string): Promise<void> {
  await writeSafetensors(path, await readParameters(model), {
    model: JSON.stringify(model.toConfig()),
  });
}

/**
 * Makes the language model that a file holds: one of {@link saveLanguageModel}, or a checkpoint of a run.
 *
 * @throws InputError with code `file-missing`, `file-corrupt`, or `not-a-model`
 */
export async function loadLanguageModel(path: string): Promise<LanguageModel> {
  const { tensors, metadata } = await readSafetensors(path, { requireChecksum: true });
  if (metadata.model === undefined) {
    throw new InputError('is a safetensors file without a model config.', {
      code: 'not-a-model',
      file: path,
    });
  }
  let model: LanguageModel;
  try {
    model = languageModelFromConfig(JSON.parse(metadata.model) as LanguageModelConfig);
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
