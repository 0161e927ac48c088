import { z } from 'zod';
import { type ArffData, arffDataSchema } from './data/arff.js';
import { type CsvData, csvDataSchema } from './data/csv.js';
import { type FastTextData, fastTextDataSchema } from './data/fasttext.js';
import { type JsonlData, jsonlDataSchema } from './data/jsonl.js';
import { type LabelSetsData, labelSetsDataSchema } from './data/label-sets.js';
import { type NpyData, npyDataSchema } from './data/npy.js';
import { type PreparedData, preparedDataSchema } from './data/prepared.js';
import { type SvmlightData, svmlightDataSchema } from './data/svmlight.js';
import { type WordnetData, wordnetDataSchema } from './data/wordnet.js';

/** Where the examples come from. */
export type DataConfig =
  | WordnetData
  | ArffData
  | SvmlightData
  | FastTextData
  | JsonlData
  | CsvData
  | NpyData
  | LabelSetsData
  | PreparedData;

/** Schema of `data`. */
export const dataSchema: z.ZodType<DataConfig> = z.discriminatedUnion('kind', [
  wordnetDataSchema,
  arffDataSchema,
  svmlightDataSchema,
  fastTextDataSchema,
  jsonlDataSchema,
  csvDataSchema,
  npyDataSchema,
  labelSetsDataSchema,
  preparedDataSchema,
]);

/** Where `data` has paths: `train`, or `file` in it. */
export const dataPaths: readonly string[] = [
  'folder',
  'file',
  'labelsXml',
  'labelNamesFile',
  'vocabulary.file',
  ...['train', 'valid', 'test'].flatMap((split) => [
    split,
    `${split}.file`,
    `${split}.inputs`,
    `${split}.labels`,
  ]),
];
