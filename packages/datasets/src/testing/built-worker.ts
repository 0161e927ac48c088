import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Throws where the worker that decodes pictures has not been built. */
export function requireBuiltWorker(): void {
  const built = fileURLToPath(new URL('../../dist/images/decoding/worker.js', import.meta.url));
  if (!existsSync(built)) {
    throw new Error('Worker threads run the built package: run "npx tsc -p tsconfig.build.json" first.');
  }
}

/** Threads, and ports to threads, that are still alive. */
export function numOpenPorts(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'MessagePort' || name === 'Worker')
    .length;
}
