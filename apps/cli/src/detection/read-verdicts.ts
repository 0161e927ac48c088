import { createReadStream } from 'node:fs';
import { InputError } from '@sbn/core';
import { splitLines } from '@sbn/datasets';
import { type Verdict, verdictFromJson } from '@sbn/detect';

/** A verdict and the line it stands on. */
export interface VerdictLine {
  readonly verdict: Verdict;
  readonly line: number;
}

/**
 * Reads a file of verdicts, one at a time.
 *
 * @param options.ignoreTornLine whether a last line without its newline is left out, as a killed process leaves it
 * @throws InputError naming the line that is no verdict
 */
export async function* readVerdicts(
  file: string,
  options: { readonly ignoreTornLine?: boolean } = {},
): AsyncGenerator<VerdictLine> {
  const { ignoreTornLine = false } = options;
  let endsWithNewline = true;
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of createReadStream(file) as AsyncIterable<Uint8Array>) {
      endsWithNewline = chunk.at(-1) === 0x0a;
      yield chunk;
    }
  };
  let held: (() => VerdictLine) | undefined;
  for await (const { firstLine, lines } of splitLines(chunks(), { file })) {
    for (const [i, text] of lines.entries()) {
      if (text.trim() === '') continue;
      // One line is held back until it is known not to be the last one, which may be torn.
      if (held !== undefined) yield held();
      held = () => parseVerdictLine(text, file, firstLine + i);
    }
  }
  if (held !== undefined && (endsWithNewline || !ignoreTornLine)) yield held();
}

function parseVerdictLine(text: string, file: string, line: number): VerdictLine {
  const verdict = parseVerdict(text);
  if (typeof verdict !== 'string') return { verdict, line };
  throw new InputError(verdict, { code: 'bad-verdict', file, line });
}

/** Reads a verdict from a line of JSON; where it is none, says why. */
export function parseVerdict(text: string): Verdict | string {
  try {
    return verdictFromJson(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return 'this line is not valid JSON.';
    return error instanceof Error ? error.message : String(error);
  }
}
