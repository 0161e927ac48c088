import type { z } from 'zod';
import { mapping, path, wholeNumber } from '../../../config/fields.js';

/** Which words, or names of features, become features: those that occur often, or all of a list. */
export type VocabularyConfig =
  | { readonly minCount: number; readonly maxSize?: number | undefined; readonly file?: undefined }
  /** A text file with one word per line, in the order of the features. */
  | { readonly file: string };

/** Schema of `vocabulary`, in which a word must occur `minCount` times where nothing else is said. */
export function vocabularySchema(minCount: number): z.ZodType<VocabularyConfig> {
  return mapping({
    minCount: wholeNumber(1).optional(),
    maxSize: wholeNumber(1).optional(),
    file: path.optional(),
  })
    .refine((given) => given.file === undefined || Object.values(given).filter(isGiven).length === 1, {
      error: 'expected either a file, all of whose words are taken, or minCount and maxSize',
    })
    .transform(
      ({ file, ...limits }): VocabularyConfig =>
        file === undefined ? { ...limits, minCount: limits.minCount ?? minCount } : { file },
    )
    .prefault({});
}

function isGiven(value: unknown): boolean {
  return value !== undefined;
}
