import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SplitName } from '../dataset.js';
import { openPreparation, type PreparationResult } from '../prepared/open-preparation.js';
import type { PreparedExample, PreparedRecord } from '../prepared/prepared-record.js';
import { tempFiles } from './temp-folder.js';

/** A folder of its own that goes away with the test. */
export function tempFolder(): string {
  return dirname(tempFiles({ 'in-use': '' })['in-use']);
}

/** The content of every file of a folder by its name. */
export async function contentsOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).filter((name) => name !== 'in-use').sort();
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'latin1')]));
}

/** What a preparation may end with, for examples whose labels are `names`. */
export function resultWith(
  names: readonly string[],
  parts: Partial<PreparationResult> = {},
): PreparationResult {
  return {
    name: 'small',
    inputs: 'text',
    labelNames: names,
    sources: [],
    options: {},
    counts: {},
    expectation: null,
    ...parts,
  };
}

/** Prepares a folder in one go. */
export async function prepareSmall(
  folder: string,
  examples: Readonly<Record<SplitName, readonly PreparedExample[]>>,
  result: PreparationResult,
): Promise<PreparedRecord> {
  const preparation = await openPreparation({ folder, kind: 'test', identity: {} });
  try {
    for (const split of ['train', 'valid', 'test'] as const) {
      for (const example of examples[split]) await preparation.write(split, example);
    }
    return await preparation.finish(result);
  } finally {
    await preparation.close();
  }
}
