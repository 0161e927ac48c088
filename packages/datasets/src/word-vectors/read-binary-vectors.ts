import { checkFeatureValue } from '../parsing/parse-number.js';
import { failAt } from '../reading/fail-at.js';
import { readChunks } from '../reading/read-chunks.js';
import type { WordVectors } from './word-vectors.js';

/** A word of more bytes is no word, but a file that is none of vectors. */
const longestWord = 4096;

/**
 * Reads word2vec's binary format: the line `words dim`, then for each word the word in UTF-8, a space, its numbers as
 * float32 (least byte first), and a line end, which some writers leave out. Memory stays within a piece of the file.
 *
 * @throws InputError when it is cut off, or has less than its header says
 */
export async function readBinaryVectors(
  file: string,
  wanted: ReadonlySet<string>,
  options: { readonly signal?: AbortSignal | undefined },
): Promise<WordVectors> {
  const pieces = readChunks(file, options);
  let pending: Buffer = Buffer.alloc(0);
  let ended = false;
  /** Reads on until there are so many bytes, or the file ends. */
  const fill = async (bytes: number): Promise<void> => {
    const more: Uint8Array[] = [pending];
    let length = pending.length;
    while (length < bytes && !ended) {
      const { value, done } = await pieces.next();
      if (done) ended = true;
      else {
        more.push(value);
        length += value.length;
      }
    }
    if (more.length > 1) pending = Buffer.concat(more);
  };
  /** The bytes up to a mark, which is taken away with them. */
  const takeUntil = async (mark: number): Promise<Buffer | undefined> => {
    await fill(longestWord);
    const at = pending.subarray(0, longestWord).indexOf(mark);
    if (at < 0) return undefined;
    const taken = pending.subarray(0, at);
    pending = pending.subarray(at + 1);
    return taken;
  };

  const [count, dim] = (await takeUntil(0x0a))!.toString('latin1').trim().split(' ').map(Number) as [
    number,
    number,
  ];
  if (dim === 0) failAt({ file, line: 1 }, 'wrong-count', 'Expected vectors of at least one number, got 0.');
  const vectors = new Map<string, Float32Array>();
  for (let i = 0; i < count; i++) {
    const bytes = await takeUntil(0x20);
    await fill(4 * dim);
    if (bytes === undefined || pending.length < 4 * dim) {
      failAt(
        { file },
        'truncated',
        `Expected ${count} words of ${dim} numbers, as the first line says, but the file ends in word ${i + 1}.`,
        'Copy or download it again.',
      );
    }
    const word = bytes.toString('utf8').trim();
    if (wanted.has(word) && !vectors.has(word)) {
      const numbers = pending;
      vectors.set(
        word,
        Float32Array.from({ length: dim }, (_, k) =>
          checkFeatureValue(numbers.readFloatLE(4 * k), { file }, `number ${k + 1} of a word`),
        ),
      );
    }
    pending = pending.subarray(4 * dim);
  }
  await pieces.return(undefined);
  return { dim, vectors, numVectors: count };
}
