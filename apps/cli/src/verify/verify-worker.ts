import type { VerifiedLayer } from '@sbn/detect';
import Tinypool from 'tinypool';
import { createLineVerifier, type VerdictLines, type VerifiedLines } from './verify-lines.js';

// The entry of a worker thread: the layer comes once, at its start.
const verify = createLineVerifier(Tinypool.workerData as VerifiedLayer);

export default function verifyLines(lines: VerdictLines): VerifiedLines {
  return verify(lines);
}
