import { rm } from 'node:fs/promises';
import type { Head, OutputLayer } from '@sbn/heads';
import { exportOutputLayer } from '@sbn/train';

/**
 * Exports the linear layer that decides what a head outputs.
 *
 * @returns undefined where no single linear layer does, as for a mixture of softmaxes; the folder is then not there
 */
export async function exportLayer(
  head: Head,
  folder: string,
  options?: Parameters<typeof exportOutputLayer>[2],
): Promise<OutputLayer | undefined> {
  try {
    return await exportOutputLayer(head, folder, options);
  } catch (error) {
    const hasNone = error instanceof Error && 'code' in error && error.code === 'no-output-layer';
    if (!hasNone) throw error;
    await rm(folder, { recursive: true, force: true });
    return undefined;
  }
}
