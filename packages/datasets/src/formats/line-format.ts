import type { RawExample } from '../loading/raw-example.js';
import { failAt, type LinePlace } from '../reading/fail-at.js';
import { linesOf, type ReadOptions, readLines } from '../reading/read-lines.js';

/** Reads one file line by line: gives an example for a line that holds one, and checks the whole at the end. */
export interface LineParser {
  line(text: string, line: number): RawExample | undefined;
  /** Called after the last line; `lastLine` is its number, 0 for an empty file. */
  end(lastLine: number): void;
}

/** Runs a parser over a file, holding one block of lines at a time. */
export async function* readExamples(
  file: string,
  parser: LineParser,
  options: ReadOptions,
): AsyncGenerator<readonly RawExample[]> {
  let lastLine = 0;
  let found = false;
  for await (const { firstLine, lines } of readLines(file, options)) {
    const examples = parseBlock(parser, lines, firstLine);
    lastLine = firstLine + lines.length - 1;
    found ||= examples.length > 0;
    if (examples.length > 0) yield examples;
  }
  finish(parser, { file, line: lastLine }, found);
}

/** Runs a parser over a text in memory. */
export function parseExamples(text: string, parser: LineParser, file: string | undefined): RawExample[] {
  const lines = linesOf(text);
  const examples = parseBlock(parser, lines, 1);
  finish(parser, { file, line: lines.length }, examples.length > 0);
  return examples;
}

function parseBlock(parser: LineParser, lines: readonly string[], firstLine: number): RawExample[] {
  const examples: RawExample[] = [];
  for (let i = 0; i < lines.length; i++) {
    const example = parser.line(lines[i]!, firstLine + i);
    if (example !== undefined) examples.push(example);
  }
  return examples;
}

function finish(parser: LineParser, place: LinePlace, found: boolean): void {
  if (place.line === 0) failAt({ ...place, line: 1 }, 'empty-file', 'The file is empty.');
  parser.end(place.line);
  if (!found) failAt(place, 'empty-file', 'The file has no examples.');
}
