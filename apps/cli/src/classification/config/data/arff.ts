import { z } from 'zod';
import { mapping, path, wholeNumber } from '../../../config/fields.js';
import { type FileData, fileDataFields } from './file-data.js';

/** ARFF files of Mulan or MEKA. */
export interface ArffData extends FileData {
  readonly kind: 'arff';
  /** Mulan's label file. */
  readonly labelsXml?: string | undefined;
  /** The label attributes by name, or the first or last few; those of `labelsXml`, or of MEKA's `-C n`, when left out. */
  readonly labels?: readonly string[] | { readonly first: number } | { readonly last: number } | undefined;
  readonly idAttribute?: string | undefined;
  readonly textAttribute?: string | undefined;
  readonly ignoreAttributes?: readonly string[] | undefined;
  readonly inputs: 'auto' | 'bag' | 'dense';
  readonly missing: 'error' | 'zero';
}

const labels: z.ZodType<NonNullable<ArffData['labels']>> = z.union(
  [z.array(z.string().min(1)).min(1), mapping({ first: wholeNumber(1) }), mapping({ last: wholeNumber(1) })],
  { error: 'expected a list of attribute names, {first: n} or {last: n}' },
);

/** Schema of `data` with kind arff. */
export const arffDataSchema: z.ZodType<ArffData> & z.core.$ZodTypeDiscriminable = mapping({
  kind: z.literal('arff'),
  ...fileDataFields,
  labelsXml: path.optional(),
  labels: labels.optional(),
  idAttribute: z.string().min(1).optional(),
  textAttribute: z.string().min(1).optional(),
  ignoreAttributes: z.array(z.string().min(1)).optional(),
  inputs: z.enum(['auto', 'bag', 'dense']).default('auto'),
  missing: z.enum(['error', 'zero']).default('error'),
});
