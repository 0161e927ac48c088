import { selectBackend } from '../backends/select-backend.js';

/** The backends that are part of every installation: what holds on one must hold on the other. */
export const testedBackends = ['cpu', 'wasm'] as const;

/** Starts one of {@link testedBackends}. */
export async function startTestBackend(name: (typeof testedBackends)[number]): Promise<void> {
  await selectBackend(name);
}
