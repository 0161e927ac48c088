import { stat } from 'node:fs/promises';
import type { PreparedSource } from '../prepared/prepared-record.js';
import { verifyChecksums } from '../prepared/verify-checksums.js';

/** Told how many bytes of a step are done. */
export type MimicProgress = (progress: {
  readonly step: string;
  readonly done: number;
  readonly total: number;
}) => void;

/** Paths and sizes, by which a preparation is known. */
export async function sizesOf(files: readonly string[]): Promise<{ path: string; bytes: number }[]> {
  return Promise.all(files.map(async (path) => ({ path, bytes: (await stat(path)).size })));
}

/**
 * Holds files against the checksum lists beside them; see `verifyChecksums`.
 *
 * @throws InputError when one is not what its list says
 */
export async function verifySources(
  files: readonly string[],
  signal: AbortSignal | undefined,
  onProgress: MimicProgress,
): Promise<PreparedSource[]> {
  const total = (await sizesOf(files)).reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  return verifyChecksums(files, {
    signal,
    onBytes: (bytes) => {
      done += bytes;
      onProgress({ step: 'checking checksums', done, total });
    },
  });
}
