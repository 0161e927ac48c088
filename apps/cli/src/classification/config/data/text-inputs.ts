import { z } from 'zod';
import { wholeNumber } from '../../../config/fields.js';

/** What texts become. */
export interface TextInputs {
  /** Bags of words, or their words in order; bags when left out. */
  readonly inputs?: 'bag' | 'tokens' | undefined;
  /** For tokens: how many words from the start of a text are kept; all when left out. */
  readonly maxTokens?: number | undefined;
}

/** The fields of {@link TextInputs}, for the schema of a kind of data that has texts. */
export const textInputFields: { readonly [Key in keyof Required<TextInputs>]: z.ZodType<TextInputs[Key]> } = {
  inputs: z.enum(['bag', 'tokens']).optional(),
  maxTokens: wholeNumber(1).optional(),
};
