import { readLines } from '../reading/read-lines.js';
import { findFile } from './find-file.js';
import { formatCode } from './format-code.js';
import { readTable } from './read-table.js';

/** What ICD-9 codes mean, and the files that say so. */
export interface CodeDescriptions {
  readonly files: readonly string[];
  /** By code with its point. */
  readonly descriptions: ReadonlyMap<string, string>;
}

/**
 * Reads what codes mean, from whichever of these files there are: `D_ICD_DIAGNOSES.csv`, `D_ICD_PROCEDURES.csv`, and
 * `ICD9_descriptions` (a code, white space, words). Where two say something of a code, the first counts.
 *
 * @throws InputError when one is damaged
 */
export async function readDescriptions(
  folders: readonly string[],
  signal?: AbortSignal,
): Promise<CodeDescriptions> {
  const files: string[] = [];
  const descriptions = new Map<string, string>();
  const add = (code: string, words: string): void => {
    if (code !== '' && !descriptions.has(code)) descriptions.set(code, words);
  };
  for (const [name, kind] of [
    ['D_ICD_DIAGNOSES.csv', 'diagnosis'],
    ['D_ICD_PROCEDURES.csv', 'procedure'],
  ] as const) {
    const file = await findFile(folders, name);
    if (file === undefined) continue;
    files.push(file);
    for await (const { fields } of readTable(file, { columns: ['ICD9_CODE', 'LONG_TITLE'], signal })) {
      add(formatCode(fields[0]!.trim(), kind), fields[1]!);
    }
  }
  const list = await findFile(folders, 'ICD9_descriptions');
  if (list !== undefined) {
    files.push(list);
    for await (const { lines } of readLines(list, { signal })) {
      for (const line of lines) {
        const match = /^\s*(\S+)\s+(.*)$/.exec(line);
        if (match !== null) add(match[1]!, match[2]!);
      }
    }
  }
  return { files, descriptions };
}
