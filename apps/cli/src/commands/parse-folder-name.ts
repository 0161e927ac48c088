import { InvalidArgumentError } from 'commander';
import { folderName } from '../config/fields.js';

/** Reads the name of a folder under RUNS. */
export function parseFolderName(text: string): string {
  const parsed = folderName.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(`${parsed.error.issues[0]!.message}.`);
}
