import { z } from 'zod';
import { mapping } from '../../../config/fields.js';
import { type FileData, fileDataFields } from './file-data.js';
import { type TextInputs, textInputFields } from './text-inputs.js';

/** fastText's supervised format: words, and labels marked by a prefix. */
export interface FastTextData extends FileData, TextInputs {
  readonly kind: 'fasttext';
  readonly labelPrefix: string;
}

/** Schema of `data` with kind fasttext. */
export const fastTextDataSchema: z.ZodType<FastTextData> & z.core.$ZodTypeDiscriminable = mapping({
  kind: z.literal('fasttext'),
  ...fileDataFields,
  ...textInputFields,
  labelPrefix: z.string().min(1).default('__label__'),
});
