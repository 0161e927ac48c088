import type { FileTokens } from './read-tokens.js';

/** Consecutive lines of a file: tokens [start, end) of its list. */
export interface TextRange {
  readonly tokens: FileTokens;
  readonly start: number;
  readonly end: number;
  readonly numLines: number;
}

/** All lines of a file. */
export function wholeOf(tokens: FileTokens): TextRange {
  return rangeOfLines(tokens, 0, tokens.lineEnds.length);
}

/** Lines [firstLine, lastLine), counted from 0. */
export function rangeOfLines(tokens: FileTokens, firstLine: number, lastLine: number): TextRange {
  const { lineEnds } = tokens;
  const at = (line: number): number => (line === 0 ? 0 : lineEnds[line - 1]!);
  return { tokens, start: at(firstLine), end: at(lastLine), numLines: lastLine - firstLine };
}
