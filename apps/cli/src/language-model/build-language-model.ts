import { type ClassHead, type ClassHeadConfig, headFromConfig } from '@sbn/heads';
import { createLanguageModel, type LanguageModel } from '@sbn/train/language-model';
import { asInputError } from '../as-input-error.js';
import { classHeadConfig } from '../class-heads/class-head-config.js';
import type { LanguageRunConfig } from './language-model-records.js';

/**
 * Makes the model of a run, with its seeded initial parameters.
 *
 * @throws InputError when its sizes do not go together
 */
export function buildLanguageModel(
  config: LanguageRunConfig,
  vocabularySize: number,
): Promise<LanguageModel> {
  const { model, head, headId, seed } = config;
  return asInputError(`head ${headId}`, () =>
    createLanguageModel({
      ...model,
      vocabularySize,
      seed,
      head: ({ tiedTo, ...shared }) => {
        const made = classHeadConfig(head, shared) as ClassHeadConfig;
        const tied = tiedTo === undefined ? made : { ...made, tied: true as const };
        return headFromConfig(tied, { tiedTo }) as ClassHead;
      },
    }),
  );
}
