import { readFile } from 'node:fs/promises';
import { InputError } from '@sbn/core';
import { z } from 'zod';

/** What is to be done with a file; written before it is done. */
export interface PlacedLine {
  /** `present`: nothing, since the same bytes are at the target. */
  readonly action: 'copy' | 'move' | 'present';
  /** Absolute. */
  readonly source: string;
  /** Absolute. */
  readonly target: string;
  /** The name of the class; null for a picture of no class. */
  readonly class: string | null;
  /** How sure the model is that the picture is of a class that it knows, in [0, 1]. */
  readonly score: number;
  /** SHA-256 of the bytes. */
  readonly hash: string;
}

/** A file that stays where it is. */
export interface SkippedLine {
  readonly action: 'skip';
  readonly source: string;
  readonly reason: string;
}

/** What was to be done by an earlier line, and was not. */
export interface FailedLine {
  readonly action: 'fail';
  readonly source: string;
  readonly target: string;
  readonly reason: string;
}

/** A line of the manifest of a sorting. */
export type ManifestLine = PlacedLine | SkippedLine | FailedLine;

const lineSchema: z.ZodType<ManifestLine> = z.discriminatedUnion('action', [
  z.object({
    action: z.enum(['copy', 'move', 'present']),
    source: z.string(),
    target: z.string(),
    class: z.string().nullable(),
    score: z.number(),
    hash: z.string(),
  }),
  z.object({ action: z.literal('skip'), source: z.string(), reason: z.string() }),
  z.object({ action: z.literal('fail'), source: z.string(), target: z.string(), reason: z.string() }),
]);

/**
 * Reads a manifest. A last line that was being written when the process was killed does not count: nothing had been done
 * for it.
 *
 * @throws InputError when a line is no line of a manifest
 */
export async function readManifest(file: string): Promise<ManifestLine[]> {
  const lines = (await readFile(file, 'utf8')).split('\n');
  // Behind the last newline there is nothing, or a torn line.
  return lines.slice(0, -1).map((text, index) => {
    const parsed = lineSchema.safeParse(parse(text));
    if (parsed.success) return parsed.data;
    throw new InputError('expected a line of a manifest of sbn classify.', {
      code: 'bad-manifest',
      file,
      line: index + 1,
    });
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
