import { z } from 'zod';
import { mapping, path } from '../../../config/fields.js';
import { type FileData, fileDataFields } from './file-data.js';

/**
 * Label sets alone: the input of an example is its own label set. What a model of them gets wrong is what a layer cannot
 * say, and not what a text does not tell.
 */
export interface LabelSetsData
  extends Pick<
    FileData,
    | 'name'
    | 'split'
    | 'weighting'
    | 'normalise'
    | 'labelNamesFile'
    | 'numLabels'
    | 'minLabelCount'
    | 'unknownLabels'
    | 'duplicateLabels'
    | 'maxLineBytes'
    | 'labelOrder'
  > {
  readonly kind: 'label-sets';
  readonly file: string;
  /** What the inputs are: there is nothing but the labels. */
  readonly inputs: 'labels';
  readonly format?: 'jsonl' | 'csv' | undefined;
  readonly delimiter?: string | undefined;
  readonly header?: boolean | undefined;
  readonly labelColumn?: string | undefined;
  readonly labelSyntax?: 'separated' | 'json' | 'python' | undefined;
  readonly labelSeparator?: string | undefined;
}

const { name, split, weighting, normalise, labelNamesFile, numLabels, minLabelCount } = fileDataFields;
const { unknownLabels, duplicateLabels, maxLineBytes, labelOrder } = fileDataFields;

/** Schema of `data` with kind label-sets. */
export const labelSetsDataSchema: z.ZodType<LabelSetsData> & z.core.$ZodTypeDiscriminable = mapping({
  kind: z.literal('label-sets'),
  file: path,
  inputs: z.literal('labels').default('labels'),
  format: z.enum(['jsonl', 'csv']).optional(),
  delimiter: z.string().length(1).optional(),
  header: z.boolean().optional(),
  labelColumn: z.string().min(1).optional(),
  labelSyntax: z.enum(['separated', 'json', 'python']).optional(),
  labelSeparator: z.string().min(1).optional(),
  ...{ name, split, weighting, normalise, labelNamesFile, numLabels, minLabelCount },
  ...{ unknownLabels, duplicateLabels, maxLineBytes, labelOrder },
});
