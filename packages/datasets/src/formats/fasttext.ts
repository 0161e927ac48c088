import type { ExampleFile, RawExample } from '../loading/raw-example.js';
import { failAt } from '../reading/fail-at.js';
import type { ReadOptions } from '../reading/read-lines.js';
import { checkLabels, type DuplicateLabels } from './check-labels.js';
import { type LineParser, parseExamples, readExamples } from './line-format.js';

/** Options of the fastText format. */
export interface FastTextOptions extends ReadOptions {
  /** What marks a label; `__label__` when left out. */
  readonly labelPrefix?: string | undefined;
  readonly duplicateLabels?: DuplicateLabels | undefined;
}

/**
 * Parses fastText's supervised format: one example per line, words separated by white space, every word that starts
 * with the prefix is a label (wherever it stands), the others are the text. Blank lines are skipped.
 *
 * @param text the content of a file
 * @throws InputError with the line of a label without a name or a repeated label, or when there are no examples
 */
export function parseFastText(
  text: string,
  options: Omit<FastTextOptions, keyof ReadOptions> & { readonly file?: string } = {},
): RawExample[] {
  return parseExamples(text, fastTextParser(options, options.file), options.file);
}

/** A fastText file, to be read any number of times; see {@link parseFastText} for the format. */
export function openFastText(file: string, options: FastTextOptions = {}): ExampleFile {
  fastTextParser(options, file);
  return {
    file,
    source: 'fasttext',
    schema: {},
    read: ({ signal } = {}) => readExamples(file, fastTextParser(options, file), { ...options, signal }),
  };
}

function fastTextParser(options: FastTextOptions, file: string | undefined): LineParser {
  const { labelPrefix = '__label__', duplicateLabels = 'error' } = options;
  if (labelPrefix === '' || /\s/.test(labelPrefix)) {
    throw new RangeError(
      `labelPrefix must be a word without white space, got ${JSON.stringify(labelPrefix)}`,
    );
  }
  return {
    line(text, line) {
      const words = text.split(/\s+/).filter((word) => word !== '');
      if (words.length === 0) return undefined;
      const labels: string[] = [];
      const rest: string[] = [];
      for (const word of words) {
        if (!word.startsWith(labelPrefix)) rest.push(word);
        else if (word.length > labelPrefix.length) labels.push(word.slice(labelPrefix.length));
        else failAt({ file, line }, 'syntax', `Expected the name of a label after ${labelPrefix}.`);
      }
      const checked = checkLabels(labels, duplicateLabels, { file, line });
      return { line, labels: checked, input: { kind: 'text', text: rest.join(' ') } };
    },
    end() {},
  };
}
