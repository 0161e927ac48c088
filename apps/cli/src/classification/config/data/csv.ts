import { z } from 'zod';
import { mapping } from '../../../config/fields.js';
import { type FileData, fileDataFields } from './file-data.js';
import { type TextInputs, textInputFields } from './text-inputs.js';

/** CSV files. Columns go by their names in the header, or, without one, by '0', '1', ... */
export interface CsvData extends FileData, TextInputs {
  readonly kind: 'csv';
  readonly delimiter: string;
  readonly header: boolean;
  readonly labelColumn?: string | undefined;
  readonly labelSyntax: 'separated' | 'json' | 'python';
  readonly labelSeparator: string;
  readonly labels: 'names' | 'ids';
  readonly labelColumns?: readonly string[] | undefined;
  readonly textColumns?: readonly string[] | undefined;
  readonly featureColumns?: readonly string[] | 'rest' | undefined;
  readonly idColumn?: string | undefined;
}

const columns = z.array(z.string().min(1)).min(1);

/** Schema of `data` with kind csv. */
export const csvDataSchema: z.ZodType<CsvData> & z.core.$ZodTypeDiscriminable = mapping({
  kind: z.literal('csv'),
  ...fileDataFields,
  ...textInputFields,
  delimiter: z.string().length(1).default(','),
  header: z.boolean().default(true),
  labelColumn: z.string().min(1).optional(),
  labelSyntax: z.enum(['separated', 'json', 'python']).default('separated'),
  labelSeparator: z.string().min(1).default(';'),
  labels: z.enum(['names', 'ids']).default('names'),
  labelColumns: columns.optional(),
  textColumns: columns.optional(),
  featureColumns: z
    .union([columns, z.literal('rest')], { error: 'expected a list of columns, or rest' })
    .optional(),
  idColumn: z.string().min(1).optional(),
})
  .refine(({ labelColumn, labelColumns }) => (labelColumn === undefined) !== (labelColumns === undefined), {
    error: 'expected either labelColumn or labelColumns',
  })
  .refine(
    ({ textColumns, featureColumns }) => (textColumns === undefined) !== (featureColumns === undefined),
    {
      error: 'expected either textColumns or featureColumns',
    },
  );
