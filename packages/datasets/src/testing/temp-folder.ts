import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Writes files into a new folder that goes away with the test; gives their paths by name. */
export function tempFiles<Name extends string>(
  contents: Readonly<Record<Name, string | Uint8Array>>,
): Record<Name, string> {
  const folder = mkdtempSync(join(tmpdir(), 'sbn-datasets-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const paths: Partial<Record<Name, string>> = {};
  for (const name of Object.keys(contents) as Name[]) {
    paths[name] = join(folder, name);
    writeFileSync(paths[name], contents[name]);
  }
  return paths as Record<Name, string>;
}
