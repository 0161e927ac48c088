import { type SpawnedRun, spawnSbn } from './spawn-sbn.js';

/** Runs the built `sbn` in a folder, and sends it a signal as soon as something is so. */
export async function signalWhen(
  argv: readonly string[],
  cwd: string,
  signal: NodeJS.Signals,
  isSo: () => boolean,
): Promise<SpawnedRun> {
  let timer: NodeJS.Timeout | undefined;
  const run = await spawnSbn(argv, {
    cwd,
    onStart: (child) => {
      timer = setInterval(() => {
        if (!isSo()) return;
        clearInterval(timer);
        child.kill(signal);
      }, 5);
    },
  });
  clearInterval(timer);
  return run;
}
