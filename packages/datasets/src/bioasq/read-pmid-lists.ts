import type { SplitName } from '../dataset.js';
import { splitNames } from '../prepared/prepared-files.js';
import { failAt, quote } from '../reading/fail-at.js';
import { readLines } from '../reading/read-lines.js';
import { parsePmid } from './pmid-of.js';

/** Which articles are wanted: their PMIDs, split by split, each once. */
export type PmidLists = Readonly<Record<SplitName, readonly number[]>>;

/**
 * Reads a list of PMIDs for each split: one on each line; a first line `pmid` is the heading of the column.
 *
 * @throws InputError when a line is no PMID, an article is listed twice, or a list is empty
 */
export async function readPmidLists(
  files: Readonly<Record<SplitName, string>>,
  signal?: AbortSignal,
): Promise<PmidLists> {
  const splitOf = new Map<number, SplitName>();
  const lists: Record<SplitName, number[]> = { train: [], valid: [], test: [] };
  for (const split of splitNames) {
    const file = files[split];
    for await (const { firstLine, lines } of readLines(file, { signal })) {
      for (const [i, line] of lines.entries()) {
        const place = { file, line: firstLine + i };
        const text = line.trim().replace(/^"(.*)"$/, '$1');
        if (text === '' || (place.line === 1 && /^pmid$/i.test(text))) continue;
        const pmid = parsePmid(text);
        if (pmid === undefined) {
          return failAt(
            place,
            'bad-number',
            `Expected a PMID, a number of at most 8 digits, got ${quote(line)}.`,
          );
        }
        const earlier = splitOf.get(pmid);
        if (earlier !== undefined) {
          failAt(place, 'duplicate-name', `The article ${pmid} is already in the list of ${earlier}.`);
        }
        splitOf.set(pmid, split);
        lists[split].push(pmid);
      }
    }
    if (lists[split].length === 0) failAt({ file }, 'empty-file', 'The list has no PMID.');
  }
  return lists;
}
