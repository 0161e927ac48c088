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
  let held: VerdictLine | (() => never) | undefined;
  const release = (item: NonNullable<typeof held>): VerdictLine =>
    typeof item === 'function' ? item() : item;
  for await (const { firstLine, lines } of splitLines(chunks(), { file })) {
    for (const [i, text] of lines.entries()) {
      if (text.trim() === '') continue;
      // One line is held back until it is known not to be the last one, which may be torn.
      if (held !== undefined) yield release(held);
      held = parseVerdict(text, file, firstLine + i);
    }
  }
  if (held !== undefined && (endsWithNewline || !ignoreTornLine)) yield release(held);
}

function parseVerdict(text: string, file: string, line: number): VerdictLine | (() => never) {
  try {
    const json: unknown = JSON.parse(text);
    return { verdict: verdictFromJson(json), line };
  } catch (cause) {
    return () => {
      const message = cause instanceof SyntaxError ? 'this line is not valid JSON.' : messageOf(cause);
      throw new InputError(message, { code: 'bad-verdict', file, line, cause });
    };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
