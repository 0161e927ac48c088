import { z } from 'zod';
import { mapping, oneOrMore } from '../../../config/fields.js';
import { type FileData, fileDataFields } from './file-data.js';
import { type TextInputs, textInputFields } from './text-inputs.js';

/** JSON lines: one object per example. The keys name fields of those objects. */
export interface JsonlData extends FileData, TextInputs {
  readonly kind: 'jsonl';
  /** The fields whose texts are joined; `text` when neither this nor `features` is given. */
  readonly text?: readonly string[] | undefined;
  readonly features?: string | undefined;
  readonly labels: string;
  readonly id?: string | undefined;
}

/** Schema of `data` with kind jsonl. */
export const jsonlDataSchema: z.ZodType<JsonlData> & z.core.$ZodTypeDiscriminable = mapping({
  kind: z.literal('jsonl'),
  ...fileDataFields,
  ...textInputFields,
  text: oneOrMore(z.string().min(1)).optional(),
  features: z.string().min(1).optional(),
  labels: z.string().min(1).default('labels'),
  id: z.string().min(1).optional(),
}).refine(({ text, features }) => text === undefined || features === undefined, {
  error: 'expected either text or features, got both',
});
