import { findBackend } from '@tensorflow/tfjs-core';

/**
 * Keeps the cpu backend from printing its advice to install tfjs-node at first use: whoever chose the backend has been
 * told about the others (`selectBackend`).
 */
export function quietCpuBackend(): void {
  const cpu = findBackend('cpu') as { firstUse?: boolean } | null;
  if (cpu !== null) cpu.firstUse = false;
}
