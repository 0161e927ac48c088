import { decodeImages } from '@sbn/datasets/images';
import type { FoundFile } from '../sorting/find-pictures.js';
import type { Decision } from '../sorting/sort-files.js';
import type { ImageClassifier } from './open-classifier.js';

/** Pictures that are classified together. */
const batchSize = 64;

/**
 * Decides for every file which class it is of. What cannot be read, or is no picture, comes with its reason.
 *
 * @param files may come with a reason already, which is passed on
 */
export async function* classifyFiles(
  classifier: ImageClassifier,
  files: AsyncIterable<FoundFile>,
  { workers, signal }: { readonly workers?: number | undefined; readonly signal: AbortSignal },
): AsyncGenerator<Decision> {
  const { preparation } = classifier;
  const notRead: Decision[] = [];
  const readable = async function* (): AsyncGenerator<string> {
    for await (const found of files) {
      if ('reason' in found) notRead.push(found);
      else yield found.file;
    }
  };
  let batch: { readonly file: string; readonly pixels: Float32Array }[] = [];
  const decide = async function* (): AsyncGenerator<Decision> {
    if (batch.length > 0) {
      const size = batch[0]!.pixels.length;
      const pixels = new Float32Array(batch.length * size);
      for (const [i, picture] of batch.entries()) pixels.set(picture.pixels, i * size);
      const classified = await classifier.classify(pixels, batch.length);
      for (const [i, { file }] of batch.entries()) yield { file, ...classified[i]! };
      batch = [];
    }
    yield* notRead.splice(0);
  };
  const options = { onCorrupt: 'skip', workers, signal } as const;
  for await (const { file, pixels, error } of decodeImages(readable(), preparation, options)) {
    if (pixels === undefined) notRead.push({ file, reason: reasonOf(error, file) });
    else batch.push({ file, pixels });
    if (batch.length === batchSize) yield* decide();
  }
  yield* decide();
}

/** A message without the file, which is named beside it. */
function reasonOf({ message }: Error, file: string): string {
  return message.startsWith(`${file}: `) ? message.slice(file.length + 2) : message;
}
