// `npm run quickstart`: install, build, then the main job. Arguments after `--` go to `sbn quickstart`.
import { install, main, pnpm, run } from './pnpm.mjs';

await main(async () => {
  console.log('[1/3] Installing packages from the lockfile');
  await install();
  console.log('[2/3] Building');
  await pnpm(['exec', 'turbo', 'run', 'build', '--filter=@sbn/cli...', '--output-logs=errors-only']);
  console.log('[3/3] sbn quickstart');
  await run(process.execPath, ['apps/cli/dist/bin.js', 'quickstart', ...process.argv.slice(2)]);
});
