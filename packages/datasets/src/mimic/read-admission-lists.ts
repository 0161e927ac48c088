import type { SplitName } from '../dataset.js';
import { splitNames } from '../prepared/prepared-files.js';
import { failAt } from '../reading/fail-at.js';
import { readLines } from '../reading/read-lines.js';
import { readAdmission } from './read-admission.js';

/**
 * Reads which admission belongs to which split, from a list for each: a HADM_ID on each line.
 *
 * @throws InputError when a line is none, or an admission is listed twice
 */
export async function readAdmissionLists(
  files: Readonly<Record<SplitName, string>>,
  signal?: AbortSignal,
): Promise<Map<number, SplitName>> {
  const splits = new Map<number, SplitName>();
  for (const split of splitNames) {
    const file = files[split];
    for await (const { firstLine, lines } of readLines(file, { signal })) {
      for (const [i, line] of lines.entries()) {
        if (line.trim() === '') continue;
        const place = { file, line: firstLine + i };
        const admission = readAdmission(line, 'HADM_ID', place);
        const earlier = splits.get(admission);
        if (earlier !== undefined) {
          failAt(place, 'duplicate-name', `The admission ${admission} is already in the list of ${earlier}.`);
        }
        splits.set(admission, split);
      }
    }
  }
  return splits;
}
