import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Writes files (names may have folders in them) into a new folder that goes away with the test; gives their paths. */
export function tempFiles<Name extends string>(
  contents: Readonly<Record<Name, string | Uint8Array>>,
): Record<Name, string> & { readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'sbn-weights-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const paths: Record<string, string> = { folder };
  for (const [name, content] of Object.entries<string | Uint8Array>(contents)) {
    paths[name] = join(folder, name);
    mkdirSync(dirname(paths[name]), { recursive: true });
    writeFileSync(paths[name], content);
  }
  return paths as Record<Name, string> & { readonly folder: string };
}
