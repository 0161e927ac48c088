import { failAt, quote } from '../reading/fail-at.js';
import { ownCopy } from '../reading/own-copy.js';
import { type ReadOptions, readLines } from '../reading/read-lines.js';

/**
 * Reads a list of names, one per line, such as the `labels.txt` beside an exported output layer: line i names label
 * i − 1.
 *
 * @throws InputError when the file cannot be read, is empty, or has a blank or repeated name
 */
export async function readLabelNames(file: string, options: ReadOptions = {}): Promise<string[]> {
  const lineOf = new Map<string, number>();
  for await (const { firstLine, lines } of readLines(file, options)) {
    for (let i = 0; i < lines.length; i++) {
      const place = { file, line: firstLine + i };
      const name = lines[i]!.trim();
      if (name === '') failAt(place, 'syntax', 'Expected a name, got a blank line.');
      const earlier = lineOf.get(name);
      if (earlier !== undefined) {
        failAt(place, 'duplicate-label', `The name ${quote(name)} is already on line ${earlier}.`);
      }
      lineOf.set(ownCopy(name), place.line);
    }
  }
  if (lineOf.size === 0) failAt({ file, line: 1 }, 'empty-file', 'The file is empty.');
  return [...lineOf.keys()];
}
