import { describeKind } from '../checks/check-integer.js';

/**
 * A 32-bit hash of a string (FNV-1a over its UTF-16 code units, then MurmurHash3's finaliser so that close inputs
 * end far apart). Stable across machines and versions: seeds and data splits depend on it.
 *
 * @returns a signed 32-bit integer
 * @throws TypeError when it is no string
 */
export function hashToInt32(text: string): number {
  if (typeof text !== 'string') {
    throw new TypeError(`hashToInt32: expected a string, got ${describeKind(text)}`);
  }
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    hash = Math.imul(hash ^ (unit & 0xff), 0x01000193);
    hash = Math.imul(hash ^ (unit >>> 8), 0x01000193);
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
