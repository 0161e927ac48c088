import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, vi } from 'vitest';

/** Throws where the worker that decodes pictures has not been built. */
export function requireBuiltWorker(): void {
  const built = fileURLToPath(new URL('../../dist/images/decoding/worker.js', import.meta.url));
  if (!existsSync(built)) {
    throw new Error('Worker threads run the built package: run "npx tsc -p tsconfig.build.json" first.');
  }
}

/** Expects that no thread is alive; the port to one that has ended closes a little later. */
export async function expectNoThreads(): Promise<void> {
  await vi.waitFor(() => {
    const open = process
      .getActiveResourcesInfo()
      .filter((name) => name === 'MessagePort' || name === 'Worker');
    expect(open).toEqual([]);
  });
}
