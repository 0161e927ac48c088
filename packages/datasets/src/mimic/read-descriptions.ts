import { readLines } from '../reading/read-lines.js';
import { findFile } from './find-file.js';
import { formatCode } from './format-code.js';
import { readTable } from './read-table.js';

/** The files that say what codes mean, as far as they are there, in the order of their weight. */
export interface DescriptionFiles {
  readonly diagnoses: string | undefined;
  readonly procedures: string | undefined;
  /** A code, white space, words on each line. */
  readonly list: string | undefined;
}

/** Looks for `D_ICD_DIAGNOSES.csv`, `D_ICD_PROCEDURES.csv` and `ICD9_descriptions`. */
export async function findDescriptions(folders: readonly string[]): Promise<DescriptionFiles> {
  return {
    diagnoses: await findFile(folders, 'D_ICD_DIAGNOSES.csv'),
    procedures: await findFile(folders, 'D_ICD_PROCEDURES.csv'),
    list: await findFile(folders, 'ICD9_descriptions'),
  };
}

/**
 * Reads what codes mean, by code with its point. Where two files say something of a code, the first counts.
 *
 * @returns undefined where there is no file
 * @throws InputError when one is damaged
 */
export async function readDescriptions(
  files: DescriptionFiles,
  signal?: AbortSignal,
): Promise<Map<string, string> | undefined> {
  const descriptions = new Map<string, string>();
  const add = (code: string, words: string): void => {
    if (code !== '' && !descriptions.has(code)) descriptions.set(code, words);
  };
  for (const [file, kind] of [
    [files.diagnoses, 'diagnosis'],
    [files.procedures, 'procedure'],
  ] as const) {
    if (file === undefined) continue;
    for await (const { fields } of readTable(file, { columns: ['ICD9_CODE', 'LONG_TITLE'], signal })) {
      add(formatCode(fields[0]!.trim(), kind), fields[1]!);
    }
  }
  if (files.list !== undefined) {
    for await (const { lines } of readLines(files.list, { signal })) {
      for (const line of lines) {
        const match = /^\s*(\S+)\s+(.*)$/.exec(line);
        if (match !== null) add(match[1]!, match[2]!);
      }
    }
  }
  return Object.values(files).some((file) => file !== undefined) ? descriptions : undefined;
}
