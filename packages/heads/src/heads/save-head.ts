import type { Head } from '../head.js';
import type { SavedHead } from './saved-head.js';

/**
 * Copies a head to the host; `loadHead` gives it back bit for bit. Waits for the backend: where it cannot read
 * synchronously, use `{ config: head.toConfig(), weights: await head.readWeights() }`.
 *
 * @throws HeadError `head-disposed`
 */
export function saveHead(head: Head): SavedHead {
  return { config: head.toConfig(), weights: head.getWeights() };
}
