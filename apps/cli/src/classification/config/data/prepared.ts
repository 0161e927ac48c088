import { z } from 'zod';
import { mapping, path, wholeNumber } from '../../../config/fields.js';
import { type FileData, fileDataFields } from './file-data.js';
import { type TextInputs, textInputFields } from './text-inputs.js';

/** A folder that `sbn prepare` made: it settles labels and splits. */
export interface PreparedData
  extends Omit<
      FileData,
      | 'train'
      | 'valid'
      | 'test'
      | 'vocabulary'
      | 'labelNamesFile'
      | 'numLabels'
      | 'minLabelCount'
      | 'unknownLabels'
      | 'duplicateLabels'
      | 'maxLineBytes'
    >,
    TextInputs {
  readonly kind: 'prepared';
  readonly folder: string;
  /** Whether the checksums of all files are checked before they are used; their sizes always are. */
  readonly verify: boolean;
  /** For texts and named features. */
  readonly vocabulary?:
    | {
        readonly minCount?: number | undefined;
        readonly maxSize?: number | undefined;
        /** A text file with one word per line, in the order of the features. */
        readonly file?: string | undefined;
      }
    | undefined;
}

const {
  train: _train,
  valid: _valid,
  test: _test,
  vocabulary: _vocabulary,
  labelNamesFile: _labelNamesFile,
  numLabels: _numLabels,
  minLabelCount: _minLabelCount,
  unknownLabels: _unknownLabels,
  duplicateLabels: _duplicateLabels,
  maxLineBytes: _maxLineBytes,
  ...fields
} = fileDataFields;

/** Schema of `data` with kind prepared. */
export const preparedDataSchema: z.ZodType<PreparedData> & z.core.$ZodTypeDiscriminable = mapping({
  kind: z.literal('prepared'),
  folder: path,
  verify: z.boolean().default(false),
  ...fields,
  ...textInputFields,
  // Without a default: it is refused where the folder has dense rows.
  vocabulary: mapping({
    minCount: wholeNumber(1).optional(),
    maxSize: wholeNumber(1).optional(),
    file: path.optional(),
  }).optional(),
});
