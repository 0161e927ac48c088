import { growableArray } from '../loading/growable-array.js';
import { failAt } from '../reading/fail-at.js';
import { ownCopy } from '../reading/own-copy.js';
import { type ReadOptions, readLines } from '../reading/read-lines.js';
import type { TextUnit } from './corpus-options.js';
import { createTokenList, type TokenList } from './token-list.js';

/** Every different token met so far, numbered in the order in which they came. */
export interface TokenTable {
  readonly tokens: readonly string[];
  numberOf(token: string): number;
}

/** Starts an empty table. */
export function createTokenTable(): TokenTable {
  const numbers = new Map<string, number>();
  const tokens: string[] = [];
  return {
    tokens,
    numberOf(token) {
      const known = numbers.get(token);
      if (known !== undefined) return known;
      const number = tokens.length;
      const own = ownCopy(token);
      numbers.set(own, number);
      tokens.push(own);
      return number;
    },
  };
}

/** The tokens of a file, by their numbers in a table. */
export interface FileTokens {
  readonly list: TokenList;
  /** For each line where its tokens end in the list. */
  readonly lineEnds: Uint32Array;
}

/**
 * Reads a file as tokens, block by block: only the different ones are kept as strings.
 *
 * @throws InputError when the file cannot be read, is not UTF-8, or has no tokens but ends of lines
 */
export async function readTokens(
  file: string,
  table: TokenTable,
  options: ReadOptions & { readonly unit: TextUnit; readonly endOfLine: string | false },
): Promise<FileTokens> {
  const { unit, endOfLine, signal } = options;
  const list = createTokenList();
  const lineEnds = growableArray((length) => new Uint32Array(length));
  const end = endOfLine === false ? undefined : table.numberOf(endOfLine);
  let numLines = 0;
  for await (const { lines } of readLines(file, options)) {
    signal?.throwIfAborted();
    for (const line of lines) {
      for (const token of unit === 'word' ? wordsOf(line) : line) list.push(table.numberOf(token));
      if (end !== undefined) list.push(end);
      lineEnds.append([list.length]);
    }
    numLines += lines.length;
  }
  if (list.length === (end === undefined ? 0 : numLines)) {
    failAt({ file, line: Math.max(1, numLines) }, 'empty-file', 'The file has no text.');
  }
  return { list, lineEnds: lineEnds.toArray() };
}

function wordsOf(line: string): string[] {
  const text = line.trim();
  return text === '' ? [] : text.split(/\s+/);
}
