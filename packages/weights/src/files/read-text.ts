import { readLines } from '@sbn/datasets';
import { failAt } from './fail-at.js';

/** More than any model's description takes; V8 holds no string of 512 MiB. */
const largestText = 256 * 1024 * 1024;

/**
 * Reads a text file (UTF-8, gzip or not) as a whole.
 *
 * @throws InputError when it cannot be read, is not UTF-8, or is longer than 256 MiB
 */
export async function readText(file: string): Promise<string> {
  const lines: string[] = [];
  let length = 0;
  for await (const block of readLines(file, { maxLineBytes: largestText })) {
    for (const line of block.lines) {
      length += line.length + 1;
      if (length > largestText) {
        failAt({ file }, 'file-too-large', 'The text is longer than 256 MiB.', 'Is this the right file?');
      }
      lines.push(line);
    }
  }
  return lines.join('\n');
}

/**
 * Parses the JSON of a file.
 *
 * @throws InputError when it is not JSON
 */
export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const problem = (cause as Error).message.replaceAll(/[\s\p{Cc}]+/gu, ' ').slice(0, 200);
    return failAt(
      { file },
      'syntax',
      `The file is not JSON (${problem}).`,
      'Is it cut off? Copy or download it again.',
      cause,
    );
  }
}
