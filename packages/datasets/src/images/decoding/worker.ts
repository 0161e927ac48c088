import Tinypool from 'tinypool';
import type { ImagePreparation } from '../preparation/image-preparation.js';
import { type DecodedFiles, fileDecoder } from './file-decoder.js';

// The entry of a worker thread: how pictures are prepared comes once, at its start.
const decode = fileDecoder(Tinypool.workerData as ImagePreparation);

export default function decodeInWorker(files: readonly string[]): Promise<DecodedFiles> {
  return decode(files);
}
