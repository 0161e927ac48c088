import { appendFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageId } from './image-id.js';

/** All labels of one image that people have verified, as class numbers in increasing order. */
export interface VerifiedImage {
  readonly image: ImageId;
  readonly positives: readonly number[];
  /** Classes that were found not to be in the image, and never found to be. */
  readonly negatives: readonly number[];
  /** How often a class was given again with the same answer. */
  readonly numRepeated: number;
  /** How many classes were found both to be in the image and not to be. */
  readonly numContradicted: number;
}

/** Label rows of millions of images, put aside by image on the disk, so that their order in the file does not matter. */
export interface LabelSpool {
  add(image: ImageId, label: number, isPositive: boolean): void;
  /** Writes what has piled up; to be waited for now and then. */
  drain(): Promise<void>;
  /** All images in the order of their ids, some at a time. To be called when everything was added and drained. */
  images(): AsyncGenerator<readonly VerifiedImage[]>;
  /** Removes the files. */
  remove(): Promise<void>;
}

/** By the first byte of an id; with all 57 million rows of Open Images V6 one part takes about 3 MB. */
const numParts = 256;
/** The id in two words; the class and, in the highest bit, the answer in a third. */
const wordsPerRow = 3;
const positiveBit = 0x80000000;
/** Rows that pile up in a part before they are written. */
const rowsPerWrite = 4096;

/** So few that what is not needed any more is freed while it is young. */
const imagesPerBlock = 1024;

/** Starts an empty spool in a folder of its own, in place of whatever was there. */
export async function openLabelSpool(folder: string): Promise<LabelSpool> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const pending: number[][] = Array.from({ length: numParts }, () => []);
  const isWritten = new Array<boolean>(numParts).fill(false);
  const fileOf = (part: number): string => join(folder, `part-${part}`);
  const write = async (part: number): Promise<void> => {
    const words = Uint32Array.from(pending[part]!);
    pending[part] = [];
    isWritten[part] = true;
    await appendFile(fileOf(part), new Uint8Array(words.buffer));
  };
  return {
    add({ high, low }, label, isPositive) {
      pending[high >>> 24]!.push(high, low, (label | (isPositive ? positiveBit : 0)) >>> 0);
    },
    async drain() {
      for (let part = 0; part < numParts; part++) {
        if (pending[part]!.length >= rowsPerWrite * wordsPerRow) await write(part);
      }
    },
    async *images() {
      for (let part = 0; part < numParts; part++) {
        if (pending[part]!.length > 0) await write(part);
        if (!isWritten[part]) continue;
        const bytes = await readFile(fileOf(part));
        yield* imagesOf(new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4));
      }
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Sorts rows by image and class, and takes those of an image together. */
function* imagesOf(words: Uint32Array): Generator<readonly VerifiedImage[]> {
  let images: VerifiedImage[] = [];
  const order = new Uint32Array(words.length / wordsPerRow);
  for (let row = 0; row < order.length; row++) order[row] = row * wordsPerRow;
  const labelAt = (at: number): number => (words[at + 2]! & ~positiveBit) >>> 0;
  order.sort((a, b) => words[a]! - words[b]! || words[a + 1]! - words[b + 1]! || labelAt(a) - labelAt(b));
  for (let start = 0; start < order.length; ) {
    const [high, low] = [words[order[start]!]!, words[order[start]! + 1]!];
    const positives: number[] = [];
    const negatives: number[] = [];
    let [numRepeated, numContradicted] = [0, 0];
    while (start < order.length && words[order[start]!] === high && words[order[start]! + 1] === low) {
      const label = labelAt(order[start]!);
      let [numYes, numNo] = [0, 0];
      for (; start < order.length && isSame(order[start]!, high, low, label); start++) {
        if (words[order[start]! + 2]! >= positiveBit) numYes++;
        else numNo++;
      }
      (numYes > 0 ? positives : negatives).push(label);
      numRepeated += Math.max(0, numYes - 1) + Math.max(0, numNo - 1);
      if (numYes > 0 && numNo > 0) numContradicted++;
    }
    images.push({ image: { high, low }, positives, negatives, numRepeated, numContradicted });
    if (images.length < imagesPerBlock) continue;
    yield images;
    images = [];
  }
  if (images.length > 0) yield images;

  function isSame(at: number, high: number, low: number, label: number): boolean {
    return words[at] === high && words[at + 1] === low && labelAt(at) === label;
  }
}
