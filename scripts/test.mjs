// `npm test`: install, build, then the tests of every package, and one closing line that counts them all.
// Arguments after `--` go to turbo: `npm test -- --filter=@sbn/core`.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { install, main, pnpm, root } from './pnpm.mjs';

/** Where each workspace's vitest writes its results; turbo puts the file back when nothing changed. */
function resultFiles() {
  const folders = ['packages', 'apps'].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => join(parent, name)),
  );
  return [...folders, 'examples', 'bench'].map((folder) => join(root, folder, 'test-results.json'));
}

await main(async () => {
  console.log('[1/2] Installing packages from the lockfile');
  await install();
  console.log('[2/2] Building and testing');
  for (const file of resultFiles()) rmSync(file, { force: true });
  const failure = await pnpm([
    'exec',
    'turbo',
    'run',
    'test',
    '--concurrency=2',
    '--continue=dependencies-successful',
    '--output-logs=new-only',
    ...process.argv.slice(2),
  ]).catch((error) => error);

  let passed = 0;
  let failed = 0;
  let skipped = 0;
  for (const file of resultFiles()) {
    let results;
    try {
      results = JSON.parse(readFileSync(file, 'utf8'));
    } catch {
      continue; // a workspace without tests, or one whose tests did not get to run: turbo has said so
    }
    passed += results.numPassedTests;
    failed += results.numFailedTests;
    skipped += results.numPendingTests + results.numTodoTests;
  }
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  if (failure !== undefined) throw failure;
});
