import { z } from 'zod';
import { mapping, path, wholeNumber } from '../config/fields.js';

/** Running text in three parts. */
export interface TextDataConfig {
  readonly kind: 'text';
  /** The name of the corpus; that of the folder or the training file when left out. */
  readonly name?: string | undefined;
  /** A folder with `train.txt`, `valid.txt` and `test.txt`. */
  readonly folder?: string | undefined;
  /** The file of a part, in place of that of the folder. */
  readonly train?: string | undefined;
  readonly valid?: string | undefined;
  readonly test?: string | undefined;
  /** The shares of the training file's lines for parts without a file of their own, cut off its end. */
  readonly shares: { readonly valid?: number | undefined; readonly test?: number | undefined };
  /** What a token is. */
  readonly unit: 'word' | 'character';
  /** The token that ends every line, `false` for none; `<eos>` for words and `\n` for characters when left out. */
  readonly endOfLine?: string | false | undefined;
  /** The token in place of all that the vocabulary does not have. */
  readonly unknown: string;
  readonly vocabularyFrom: 'train' | 'all';
  readonly vocabulary: { readonly minCount: number; readonly maxSize?: number | undefined };
  readonly maxLineBytes?: number | undefined;
}

const share = z.number().gt(0).lt(1);

/** Schema of `data` in a configuration with `task: language-model`. */
export const textDataSchema: z.ZodType<TextDataConfig> = mapping({
  kind: z.literal('text'),
  name: z.string().min(1).optional(),
  folder: path.optional(),
  train: path.optional(),
  valid: path.optional(),
  test: path.optional(),
  shares: mapping({ valid: share.optional(), test: share.optional() }).prefault({}),
  unit: z.enum(['word', 'character']).default('word'),
  endOfLine: z
    .union([z.string().min(1), z.literal(false)], { error: 'expected a token, or false for none' })
    .optional(),
  unknown: z.string().min(1).default('<unk>'),
  vocabularyFrom: z.enum(['train', 'all']).default('train'),
  vocabulary: mapping({
    minCount: wholeNumber(1).default(1),
    // Room for the unknown token and the end of line.
    maxSize: wholeNumber(2).optional(),
  }).prefault({}),
  maxLineBytes: wholeNumber(1).optional(),
}).superRefine(({ folder, shares, ...data }, context) => {
  const complain = (path: string[], message: string): void =>
    context.addIssue({ code: 'custom', path, message });
  if (folder === undefined && data.train === undefined) {
    complain([], 'expected folder, or train, the path of a text file');
  }
  for (const part of ['valid', 'test'] as const) {
    if (data[part] !== undefined && shares[part] !== undefined) {
      complain(['shares', part], `${part} is a file already; remove one of the two`);
    }
    if (folder === undefined && data[part] === undefined && shares[part] === undefined) {
      complain([], `there is no ${part} text: name its file (${part}), or a share of train (shares.${part})`);
    }
  }
  if ((shares.valid ?? 0) + (shares.test ?? 0) >= 1) {
    complain(['shares'], 'expected shares that add up to less than 1, to leave lines to train on');
  }
});
