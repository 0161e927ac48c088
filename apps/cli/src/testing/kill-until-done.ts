import { type SpawnedRun, spawnSbn } from './spawn-sbn.js';

/**
 * Runs the built `sbn` in a folder again and again, killed by SIGKILL later each time, so that every attempt gets further
 * than the one before it started, until one comes to its end.
 *
 * @param duration milliseconds that it takes undisturbed
 */
export async function killUntilDone(
  argv: readonly string[],
  cwd: string,
  duration: number,
): Promise<{ readonly result: SpawnedRun; readonly kills: number }> {
  for (let kills = 0; ; kills++) {
    let timer: NodeJS.Timeout | undefined;
    const result = await spawnSbn(argv, {
      cwd,
      // From when it says something, since it takes a while to start.
      onStderr: (child) => {
        timer ??= setTimeout(() => child.kill('SIGKILL'), duration * (0.2 + 0.1 * kills));
      },
    });
    clearTimeout(timer);
    if (result.signal !== 'SIGKILL') return { result, kills };
  }
}
