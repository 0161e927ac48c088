import { tempFolder } from './prepared-folder.js';

class Interruption extends Error {}

/**
 * Breaks a preparation off at its first, second, third … sign of progress, as a kill would, goes on with it, and breaks
 * it off again, until it comes to its end without; then looks at the folder.
 *
 * @param options.strides how many signs of progress every attempt is allowed, one folder for each
 */
export async function interruptions(options: {
  readonly run: (folder: string, onProgress: () => void) => Promise<unknown>;
  readonly check: (folder: string) => Promise<void>;
  readonly strides?: readonly number[];
}): Promise<void> {
  const { run, check, strides = [1, 5] } = options;
  for (const stride of strides) {
    const folder = tempFolder();
    let interrupted = 0;
    for (let attempt = 1; ; attempt++) {
      let left = stride * attempt;
      try {
        await run(folder, () => {
          if (left-- === 0) throw new Interruption();
        });
        break;
      } catch (error) {
        if (!(error instanceof Interruption)) throw error;
        interrupted++;
      }
    }
    if (interrupted === 0) throw new Error('nothing was interrupted: use a smaller stride');
    await check(folder);
  }
}
