import type { ReadOptions } from '../reading/read-lines.js';
import { checkVocabularyOptions, type VocabularyOptions } from '../text/vocabulary.js';

/** What a token is: a word (a run without white space), or a character (a Unicode code point). */
export type TextUnit = 'word' | 'character';

/** Where a corpus is and how it becomes tokens. Give `folder` or `train`. */
export interface TextCorpusOptions extends ReadOptions {
  /** A folder with `train.txt`, `valid.txt` and `test.txt`. */
  readonly folder?: string | undefined;
  /** The file of a part, in place of that of the folder. */
  readonly train?: string | undefined;
  readonly valid?: string | undefined;
  readonly test?: string | undefined;
  /**
   * Parts without a file of their own: the share of the training file's lines that each of them is, each in (0, 1). They are
   * cut off its end, first the validation part and then the test part, so that every part is running text.
   */
  readonly shares?: { readonly valid?: number | undefined; readonly test?: number | undefined } | undefined;
  /** `word` when left out. */
  readonly unit?: TextUnit | undefined;
  /**
   * The token that every line ends with, also a blank one and a last one without a line end; `false` for none. Left out:
   * `<eos>` for words, `\n` for characters.
   */
  readonly endOfLine?: string | false | undefined;
  /** The token in place of all that the vocabulary does not have; `<unk>` when left out. */
  readonly unknown?: string | undefined;
  /**
   * Which part makes the vocabulary; `train` when left out. The unknown token is in it, except where `all` parts make it
   * without limits and none has that token: then nothing can be unknown.
   */
  readonly vocabularyFrom?: 'train' | 'all' | undefined;
  /** Limits. `maxSize` counts the end of line and the unknown token, too, which are always kept. */
  readonly vocabulary?: VocabularyOptions | undefined;
}

/** The options that make the tokens, defaults filled in. Plain JSON. */
export interface TokenOptions {
  readonly unit: TextUnit;
  readonly endOfLine: string | false;
  readonly unknown: string;
  readonly vocabularyFrom: 'train' | 'all';
  readonly minCount: number;
  /** Not there where the vocabulary has no limit. */
  readonly maxSize?: number;
}

/**
 * Checks what tokens are made of.
 *
 * @throws TypeError, RangeError when an option is none
 */
export function checkCorpusOptions(options: TextCorpusOptions): TokenOptions {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(
      `readTextCorpus: expected one options object, got ${options === null ? 'null' : typeof options}`,
    );
  }
  const { unit = 'word', unknown = '<unk>', vocabularyFrom = 'train', vocabulary = {} } = options;
  checkChoice('unit', unit, ['word', 'character']);
  checkChoice('vocabularyFrom', vocabularyFrom, ['train', 'all']);
  const { endOfLine = unit === 'word' ? '<eos>' : '\n' } = options;
  if (endOfLine !== false) checkToken('endOfLine', endOfLine);
  checkToken('unknown', unknown);
  if (endOfLine === unknown) {
    throw new RangeError(
      `readTextCorpus: endOfLine and unknown must differ, both are ${JSON.stringify(unknown)}`,
    );
  }
  checkVocabularyOptions(vocabulary);
  const { minCount = 1, maxSize = Number.POSITIVE_INFINITY } = vocabulary;
  const numKept = endOfLine === false ? 1 : 2;
  if (maxSize < numKept) {
    throw new RangeError(
      `readTextCorpus: vocabulary.maxSize must be at least ${numKept}, room for the end of line and the unknown token, got ${maxSize}`,
    );
  }
  const limit = maxSize === Number.POSITIVE_INFINITY ? {} : { maxSize };
  return { unit, endOfLine, unknown, vocabularyFrom, minCount, ...limit };
}

function checkChoice(name: string, value: unknown, choices: readonly string[]): void {
  if (!choices.includes(value as string)) {
    throw new RangeError(
      `readTextCorpus: ${name} must be ${choices.map((choice) => `'${choice}'`).join(' or ')}, got ${JSON.stringify(value)}`,
    );
  }
}

function checkToken(name: string, value: unknown): void {
  if (typeof value !== 'string') {
    throw new TypeError(`readTextCorpus: ${name} must be a string, got ${typeof value}`);
  }
  if (value === '') throw new RangeError(`readTextCorpus: ${name} must not be empty`);
}
