import { z } from 'zod';
import { mapping } from '../../../config/fields.js';
import { type FileData, fileDataFields } from './file-data.js';

/** svmlight files, and those of the extreme classification repository. */
export interface SvmlightData extends FileData {
  readonly kind: 'svmlight';
  readonly header: 'auto' | boolean;
  readonly featureBase?: 0 | 1 | undefined;
  readonly labelBase: 0 | 1;
  readonly labels: 'ids' | 'names';
}

const base = z.union([z.literal(0), z.literal(1)], { error: 'expected 0 or 1' });

/** Schema of `data` with kind svmlight. */
export const svmlightDataSchema: z.ZodType<SvmlightData> & z.core.$ZodTypeDiscriminable = mapping({
  kind: z.literal('svmlight'),
  ...fileDataFields,
  header: z
    .union([z.literal('auto'), z.boolean()], { error: 'expected auto, true or false' })
    .default('auto'),
  featureBase: base.optional(),
  labelBase: base.default(0),
  labels: z.enum(['ids', 'names']).default('ids'),
});
