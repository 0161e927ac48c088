// The memory of a training, in a process of its own: other measurements would leave their garbage in it.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { endWithUs } from '../end-with-us.mjs';

/** 200 MB: what a training may take besides four arrays of the weights' size (weights, two moments, gradients). */
const freeMiB = 200e6 / 2 ** 20;

/**
 * @param {{ head, batchSize: number, evaluates?: boolean, limitMiB?: number }} probe
 * @returns what memory-program.mjs says, with `allowedMiB` and `isWithin`: both for the training, not the evaluation after it, or `{ failure }`
 */
export async function measureMemory({ limitMiB, ...probe }, threads) {
  try {
    const running = promisify(execFile)(process.execPath, [
      join(import.meta.dirname, 'memory-program.mjs'),
      JSON.stringify({ ...probe, threads }),
    ]);
    endWithUs(running.child);
    const { stdout } = await running;
    const result = JSON.parse(stdout.trimEnd().split('\n').at(-1));
    const allowedMiB = 4 * result.weightsMiB + freeMiB;
    const isWithin = result.trainedMiB <= Math.min(allowedMiB, limitMiB ?? Infinity);
    return {
      ...probe,
      threads,
      ...result,
      allowedMiB,
      ...(limitMiB === undefined ? {} : { limitMiB }),
      isWithin,
    };
  } catch (error) {
    return { ...probe, threads, failure: (error.stderr || error.message).slice(-1000) };
  }
}
