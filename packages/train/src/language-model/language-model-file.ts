import { loadModelWith, saveModel } from '../model/model-file.js';
import { type LanguageModel, languageModelFromConfig } from './language-model.js';

/** Writes a language model's config and parameters as one safetensors file, atomically. */
export function saveLanguageModel(model: LanguageModel, path: string): Promise<void> {
  return saveModel(model, path);
}

/**
 * Makes the language model that a file holds: one of {@link saveLanguageModel}, or a checkpoint of a run.
 *
 * @throws InputError with code `file-missing`, `file-corrupt`, or `not-a-model`
 */
export function loadLanguageModel(path: string): Promise<LanguageModel> {
  return loadModelWith(languageModelFromConfig, path);
}
